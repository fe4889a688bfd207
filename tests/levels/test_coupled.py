"""Certificates of products of irreps against elements and inputs that are searched for."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.levels.test_certificates import anywhere, ball
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

SPEC = """group Rot = O(3)
model M(x: 3 [Rot], v: [Rot], m: 2 []) -> {result} {{
    symmetry Rot: breaking <= 0.2
    h = linear(x, m -> 3 [Rot])
    r = linear(m, x -> 2 [])
    y = {y}
    return tensor_product(h, y -> {result}, {options})
}}
"""
CASES = {
    "matrices": ("3 [] + 2 [Rot.1e]", "v", "mode = full"),
    "numbers": ("3 [] + 3 [Rot.1e]", "v", "mode = channelwise"),
    "none": ("3 []", "v", "mode = channelwise, weights = none"),
    "of every entry": ("3 [Rot.1e]", "v", "mode = channelwise, weights = mlp(r, 3)"),
    "harmonics": ("3 [] + 3 [Rot]", "spherical_harmonics(v, 2)", "mode = channelwise"),
    "frame": ("3 []", "spherical_harmonics(v, 2)", "mode = full, algorithm = so2"),
    "fit": ("3 [] + 3 [Rot.1e]", "v", "mode = channelwise, algorithm = cp(rank = 2)"),
    "both broken": ("3 []", "linear(v, m -> [Rot])", "mode = full"),
}


def worst_violation(made: Any, steps: int) -> float:
    """The largest that gradients find over inputs of size 1 and rotations and reflections."""
    torch.manual_seed(1)
    shapes = [(8, 3, 3), (8, 3), (8, 2)]
    x = [torch.randn(*shape, dtype=torch.float64).requires_grad_() for shape in shapes]
    turn = torch.randn(8, 3, 3, dtype=torch.float64).requires_grad_()
    sign = torch.tensor([1.0, -1.0] * 4, dtype=torch.float64).view(-1, 1, 1)
    optimizer = torch.optim.Adam([*x, turn], lr=0.05)
    worst = 0.0
    for _ in range(steps):
        a, v, m = ball(x, 1.0)
        g = sign * torch.linalg.matrix_exp(turn - turn.mT)
        gap = squares(made(g @ a, (g @ v.unsqueeze(-1)).squeeze(-1), m), made(a, v, m), g)
        worst = max(worst, float(gap.detach().max()) ** 0.5)
        optimizer.zero_grad()
        torch.autograd.backward(-gap.sum())
        optimizer.step()
    return worst


def squares(after: Any, before: Any, g: Tensor) -> Tensor:
    """How far results are from the moved ones; pseudovectors stay under -1."""
    total = torch.zeros(len(g), dtype=g.dtype)
    pairs = [(after, before)] if isinstance(after, Tensor) else zip(after, before, strict=True)
    for one, two in pairs:
        if two.dim() == 3:
            proper = g * torch.linalg.det(g).view(-1, 1, 1)
            turned = min(
                (proper @ two, g @ two), key=lambda each: float((each - one).detach().norm())
            )
            two = turned
        total = total + (one - two).flatten(1).square().sum(1)
    return total


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("case", CASES)
def test_no_violation_is_larger_than_the_certificate(case: str) -> None:
    result, y, options = CASES[case]
    made = anywhere(build(SPEC.format(result=result, y=y, options=options)).net(), 0.5)
    worst = worst_violation(made, 60)
    bound = made.certificate("Rot")["bound"]
    if case == "of every entry":
        assert worst <= bound
        return
    assert 1e-3 < worst <= bound < 200 * worst
    made.snap_()
    left = worst_violation(made, 20)
    bound = made.certificate("Rot")["bound"]
    assert left <= bound + 1e-9
    assert (bound > 1e-3) == (case == "fit") == (left > 1e-6)
