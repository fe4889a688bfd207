"""Certificates of products, which are multiplied out, against networks that are searched."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.levels.test_bounds import GROUPS
from tests.levels.test_certificates import anywhere, ball, flat
from tests.oracle.modules import build, spec

pytestmark = pytest.mark.torch

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
HEAD = f"""{GROUPS}
model M(x: 3 [Rot], m: 2 []) -> [] + 2 [Rot] {{
    symmetry Rot: breaking <= 0.2
"""
END = "\n    return linear(h -> [] + 2 [Rot])\n}\n"
BODIES = {
    "of one value": "h = linear(x, m -> 4 [] + 3 [Rot]); h = gate(h + bilinear(h, h -> same))",
    "of two values": (
        "a = linear(x -> 3 [Rot]); b = silu(linear(m -> 4 []))\n    h = bilinear(b, a -> 3 [Rot])"
    ),
    "that overlap": (
        "a = linear(x, m -> 3 [] + 2 [Rot]); h = bilinear(a, (a.1, x) -> 2 [] + 3 [Rot])"
    ),
    "of arguments": "h = bilinear((x, m), (x, m) -> 3 [] + 3 [Rot])",
    "of products": (
        "h = bilinear(x, m -> 3 [Rot]); k = bilinear(h, x -> 3 [])\n"
        "    h = bilinear((k, h), h -> 2 [] + 3 [Rot])"
    ),
    "of all pairs": "h = linear(x, m -> 2 [] + 3 [Rot]); h = bilinear(h, h -> same, mode = full)",
}


def only(text: str, name: str) -> str:
    """A spec with one of its models."""
    head, *models = text.split("\nmodel ")
    (found,) = (each for each in models if each.startswith(f"{name}("))
    return f"{head}\nmodel {found}"


def moved(g: Tensor, value: Tensor) -> Tensor:
    """A value with all axes but the first and the last turned."""
    for i in range(1, value.dim() - 1):
        value = torch.einsum("bij,bj...->bi...", g, value.movedim(i, 1)).movedim(1, i)
    return value


def violation(made: Any, shapes: list[tuple[int, ...]], radius: float, steps: int = 60) -> float:
    """The largest violation over a ball and O(3) that gradients find."""
    torch.manual_seed(1)
    x = [torch.randn(16, *s, dtype=torch.float64).requires_grad_() for s in shapes]
    turn = torch.randn(16, 3, 3, dtype=torch.float64).requires_grad_()
    sign = torch.tensor([1.0, -1.0] * 8, dtype=torch.float64).view(-1, 1, 1)
    optimizer = torch.optim.Adam([*x, turn], lr=0.05)
    worst = 0.0
    for _ in range(steps):
        unit = ball(x, radius)
        g = sign * torch.linalg.matrix_exp(turn - turn.mT)
        plain, after = (made(*each) for each in (unit, [moved(g, v) for v in unit]))
        parts = [plain] if isinstance(plain, Tensor) else list(plain)
        wide = [p if p.dim() > 1 and p.shape[-1] == 2 else p[..., None] for p in parts]
        turned = [moved(g, p) for p in wide]
        gap = (flat(after) - flat(turned)).norm(dim=1)
        worst = max(worst, float(gap.detach().max()))
        optimizer.zero_grad()
        torch.autograd.backward(-gap.sum())
        optimizer.step()
    return worst


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("std", [pytest.param(0.1, marks=pytest.mark.slow), 0.5])
def test_products_are_within_ten_times(body: str, std: float) -> None:
    made: Any = anywhere(build(HEAD + "    " + BODIES[body] + END).net(), std)
    for radius in (0.5, 2.0):
        worst = violation(made, [(3, 3), (2,)], radius, 40)
        bound = made.certificate("Rot", radius=radius)["bound"]
        assert 0 < worst <= bound <= 10 * worst
    made.snap_()
    assert made.certificate("Rot")["bound"] == 0.0


@pytest.mark.parametrize("body", [each for each in BODIES if each != "of all pairs"])
def test_what_is_too_large_to_multiply_out_is_bounded_channel_by_channel(body: str) -> None:
    made: Any = anywhere(build(HEAD + "    " + BODIES[body] + END).net(), 0.4)
    whole = made.certificate("Rot")["bound"]
    bounds = []
    for most in (0, 20):
        made._most = most
        with torch.no_grad():
            bounds.append(made._affine("Rot", 1.0, False))
    assert whole <= bounds[1] * (1 + 1e-9) and bounds[1] <= bounds[0] * (1 + 1e-9)
    assert bounds[0] < float("inf")


@pytest.mark.slow
@pytest.mark.parametrize("std", [None, 0.1])
def test_shared_and_example_specs_are_within_thirty_times(std: float | None) -> None:
    """Weights as they start, with broken parts at random, or all of them anywhere."""
    gravity = (EXAMPLES / "gravity.sym").read_text(encoding="utf-8")
    for text in (only(spec("levels"), "Bounded"), only(gravity, "Bounded")):
        made: Any = build(text).net(seed=None)
        if std is not None:
            anywhere(made, std)
        names = {n for layer in made.band_parameters.values() for band in layer for n in band}
        torch.manual_seed(0)
        with torch.no_grad():
            for name in sorted(names) if std is None else ():
                made.get_parameter(name).normal_(std=0.3)
        worst = violation(made, [(5,), (3, 5)], 1.0)
        assert worst <= made.certificate("Rot")["bound"] <= 30 * worst


def test_harmonics_of_many_vectors_are_as_large_as_all_of_them() -> None:
    text = """
        group Rot = O(3)
        model M(v: 64 [Rot], x: 2 [] + 2 [Rot]) -> [] + 2 [Rot] {
            symmetry Rot: breaking <= 0.1
            y = spherical_harmonics(v, 1)
            return tensor_product(linear(x -> 2 [] + 2 [Rot]), y -> [] + 2 [Rot])
        }
    """
    made: Any = anywhere(build(text).net(), 0.5)
    with torch.no_grad():
        for name, weight in made.named_parameters():
            if name.startswith("out"):
                weight.fill_(1.0)

    def run(s: Tensor, u: Tensor, one: Tensor) -> Any:
        return made(1e-6 * one.expand(-1, -1, 64), (s, u))

    worst = violation(run, [(2,), (3, 2), (3, 1)], 1.0)
    assert 0 < worst <= made.certificate("Rot")["bound"] <= 30 * worst
