"""Certificates against networks that are searched for the worst that they do."""

from typing import Any

import pytest
import torch
from torch import Tensor

from symc.layers.pointwise import FUNCTIONS
from tests.levels.test_bounds import GROUPS, text
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

HIDDEN = "4 [] + 4 [Rot] + 3 [Rot, Rot]"
THREE = f"""
model M(x: 3 [Rot], m: 2 []) -> 2 [Rot, Rot] {{
    symmetry Rot: breaking <= 0.1
    h = linear(x, m -> {HIDDEN})
    h = linear(gate(h) -> {HIDDEN})
    return linear(gate(h) -> 2 [Rot, Rot])
}}
"""
BODY = """
model M(x: 3 [{group}], m: 2 []) -> {result} {{
    symmetry {group}: {level}
    {body}
}}
"""
BODIES = {
    "pointwise": (
        "h = linear(x, m -> 5 []); k = {f}(h)\n"
        "    return linear(k, h, {f}(0.5 * h), x -> 2 [] + 2 [Rot])"
    ),
    "product": (
        "h = linear(x, m -> 4 [] + 3 [Rot])\n    h = gate(h + bilinear(h, h -> same))\n"
        "    return linear(h -> [] + 2 [Rot])"
    ),
    "norm": "h = linear(x, m -> 4 [Rot])\n    return linear(norm_act(h, {f}) -> 2 [Rot])",
    "same": (
        "h = linear(x, m -> [] + 4 [Rot])\n    return linear(gate(h), gate(h), h -> [] + 2 [Rot])"
    ),
    "bounded": "h = linear(x, m -> 4 [] + 2 [Rot])\n    return linear(layer_norm(h) -> [] + [Rot])",
}
RESULTS = {
    "pointwise": "2 [] + 2 [Rot]",
    "product": "[] + 2 [Rot]",
    "norm": "2 [Rot]",
    "same": "[] + 2 [Rot]",
    "bounded": "[] + [Rot]",
}
MANY = [("pointwise", f) for f in FUNCTIONS] + [
    ("product", ""),
    ("norm", "silu"),
    ("same", ""),
    ("bounded", ""),
]


def anywhere(made: Any, std: float, seed: int = 0) -> Any:
    """The module with weights drawn anew."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.normal_(std=std)
    return made


def flat(value: Any) -> Tensor:
    """All numbers of a result, item by item."""
    parts = [value] if isinstance(value, Tensor) else list(value)
    return torch.cat([part.reshape(len(part), -1) for part in parts], 1)


def ball(values: list[Tensor], radius: float) -> list[Tensor]:
    """Values put on the sphere of a radius, all arguments together."""
    size = torch.stack([v.flatten(1).square().sum(1) for v in values]).sum(0).sqrt()
    return [v * (radius / size).view(-1, *(1,) * (v.dim() - 1)) for v in values]


def furthest(made: Any, exact: Any, radius: float, steps: int = 40) -> float:
    """The largest distance to another model that gradients find in a ball."""
    torch.manual_seed(5)
    x = [torch.randn(16, 3, 3, dtype=torch.float64), torch.randn(16, 2, dtype=torch.float64)]
    scale = torch.linspace(-3, 1, 16, dtype=torch.float64).requires_grad_()
    x = [v.requires_grad_() for v in x]
    optimizer = torch.optim.Adam([*x, scale], lr=0.05)
    worst = 0.0
    for _ in range(steps):
        inside = torch.sigmoid(scale).clamp_max(1)
        unit = [v * inside.view(-1, *(1,) * (v.dim() - 1)) for v in ball(x, radius)]
        gap = (flat(made(*unit)) - flat(exact(*unit))).norm(dim=1)
        worst = max(worst, float(gap.detach().max()))
        optimizer.zero_grad()
        torch.autograd.backward(-gap.sum())
        optimizer.step()
    return worst


def worst_violation(made: Any, steps: int = 200) -> float:
    """The largest violation over the unit ball and O(3) that gradients find."""
    torch.manual_seed(1)
    x = [torch.randn(8, 3, 3, dtype=torch.float64), torch.randn(8, 2, dtype=torch.float64)]
    turn = torch.randn(8, 3, 3, dtype=torch.float64).requires_grad_()
    sign = torch.tensor([1.0, -1.0] * 4, dtype=torch.float64).view(-1, 1, 1)
    x = [v.requires_grad_() for v in x]
    optimizer = torch.optim.Adam([*x, turn], lr=0.05)
    worst = 0.0
    for _ in range(steps):
        unit = ball(x, 1.0)
        g = sign * torch.linalg.matrix_exp(turn - turn.mT)
        moved = [torch.einsum("bij,bjc->bic", g, unit[0]), unit[1]]
        wanted = torch.einsum("bij,bkl,bjlc->bikc", g, g, made(*unit))
        gap = (made(*moved) - wanted).flatten(1).norm(dim=1)
        worst = max(worst, float(gap.detach().max()))
        optimizer.zero_grad()
        torch.autograd.backward(-gap.sum())
        optimizer.step()
    return worst


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_network_of_three_maps_and_two_gates_is_within_twenty_times(seed: int) -> None:
    made = anywhere(build(GROUPS + THREE).net(), 0.3, seed)
    worst = worst_violation(made, 100)
    assert worst <= made.certificate("Rot")["bound"] <= 20 * worst


@pytest.mark.slow
@pytest.mark.parametrize("std", [0.03, 0.3, 1.0])
@pytest.mark.parametrize(("body", "function"), MANY)
def test_no_model_is_further_from_the_exact_one_than_its_certificate(
    body: str, function: str, std: float
) -> None:
    """Half the violation is bounded by the distance to the model without what is broken."""
    whole = BODY.format(
        group="Rot",
        result=RESULTS[body],
        level="breaking <= 0.2",
        body=BODIES[body].format(f=function),
    )
    found = build(GROUPS + whole)
    made, exact = anywhere(found.net(), std), anywhere(found.net(), std)
    exact.snap_()
    for radius in (0.3, 1.0, 3.0):
        bound = made.certificate("Rot", radius=radius)["bound"]
        moved = made.certificate("Rot", radius=radius, change=True)["bound"]
        worst = furthest(made, exact, radius)
        per = 1.0 if made.certificate("Rot", radius=radius)["radius"] == radius else radius
        assert 0 < worst <= moved * per * (1 + 1e-9)
        assert moved <= bound


@pytest.mark.slow
def test_each_bound_alone_is_above_what_is_found() -> None:
    made = anywhere(build(GROUPS + THREE).net(), 0.3)
    exact = anywhere(build(GROUPS + THREE).net(), 0.3)
    exact.snap_()
    worst = furthest(made, exact, 1.0)
    with torch.no_grad():
        value = made._affine("Rot", 1.0, True)
    made._affine = lambda *_: float("inf")
    loose = made.certificate("Rot", change=True)["bound"]
    assert worst <= value <= loose


def test_a_model_of_several_groups_has_a_bound_for_each() -> None:
    lines = "symmetry Rot: breaking <= 0.1; symmetry Perm: breaking <= 0.3"
    made = anywhere(build(text("both", lines)).net(), 0.3)
    bounds = {group: made.certificate(group)["bound"] for group in ("Rot", "Perm", None)}
    assert 0 < bounds["Rot"] < bounds[None]
    assert 0 < bounds["Perm"] < bounds[None]
    with torch.no_grad():
        assert made._affine("Rot", 1.0, False) == pytest.approx(bounds["Rot"])


def test_scaling_inputs_of_a_linear_model_changes_no_certificate() -> None:
    made = anywhere(
        build(
            f"""{GROUPS}
model M(x: 3 [Rot]) -> 2 [Rot] {{
    symmetry Rot: breaking <= 0.2
    return linear(linear(x -> 4 [Rot], bias = off) -> 2 [Rot], bias = off)
}}"""
        ).net(),
        0.3,
    )
    one, three = made.certificate(), made.certificate(radius=3.0)
    assert one["bound"] == pytest.approx(three["bound"], rel=1e-9)
    first, second = (made._whole(name)[0] for name in made.graded)
    kept = [getattr(made, f"_{name}_parts")()[0][0] for name in made.graded]
    gap = first @ second - kept[0] @ kept[1]
    wanted = 2 * float(torch.linalg.matrix_norm(gap.detach(), 2))
    assert one["bound"] == pytest.approx(wanted, rel=1e-9)


BOOST = """group B = SO(1, 3)
model M(x: 3 [B]) -> 2 [B] {{
    symmetry B: {level}
    return linear(x -> 2 [B], bias = off)
}}"""


@pytest.mark.parametrize("level", ["breaking ~ 0.1", "breaking learned", "breaking <= 0.1 rate"])
def test_nothing_bounds_a_group_that_is_not_compact_without_a_range(level: str) -> None:
    made = anywhere(build(BOOST.format(level=level)).net(), 0.3)
    assert made.certificate()["bound"] == float("inf")
    assert "no range" in " ".join(made.certificate()["assumptions"])
    assert 0 < made.certificate(change=True)["bound"] < float("inf")
    made.snap_()
    assert made.certificate()["bound"] == 0.0


def test_a_range_is_kept_to_by_boosts_that_go_to_its_end() -> None:
    made = anywhere(build(BOOST.format(level="breaking <= 0.1 for rapidity <= 1")).net(), 0.5)
    bound, worst = made.certificate()["bound"], 0.0
    for axis in range(1, 4):
        along = torch.zeros(4, 4, dtype=torch.float64)
        along[0, axis] = along[axis, 0] = 1.0
        g = torch.linalg.matrix_exp(along)
        eye = torch.eye(12, dtype=torch.float64)
        x = eye.view(12, 4, 3)
        gap = made(torch.einsum("ij,bjc->bic", g, x)) - torch.einsum("ij,bjc->bic", g, made(x))
        worst = max(worst, float(torch.linalg.matrix_norm(gap.flatten(1).detach(), 2)))
    assert 0 < worst <= bound <= 20 * worst


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_has_the_bound_of_its_weights(dtype: torch.dtype) -> None:
    text = f"""{GROUPS}
model M(x: 3 [Rot], m: 2 []) -> [] + 2 [Rot] {{
    symmetry Rot: breaking <= 0.2
    h = gate(linear(x, m -> 4 [] + 3 [Rot]))
    return linear(h -> [] + 2 [Rot])
}}
"""
    made: Any = anywhere(build(text).net(dtype=dtype), 0.5)
    wide: Any = build(text).net()
    wide.load_state_dict({name: value.double() for name, value in made.state_dict().items()})
    assert made.certificate()["bound"] == pytest.approx(wide.certificate()["bound"], rel=1e-2)
    assert made.snap_() == pytest.approx(wide.snap_(), rel=1e-2)
    assert made.certificate()["bound"] < 0.05
