"""`snap_`: the nearest exact model, once and for all, no further off than it says."""

import copy
from typing import Any

import pytest
import torch

from tests.levels.test_bounds import inputs, net
from tests.levels.test_certificates import ball, flat, furthest

pytestmark = pytest.mark.torch

ROT = {
    "bounded": "symmetry Rot: breaking <= 0.1",
    "prior": "symmetry Rot: breaking ~ 0.1",
    "learned": "symmetry Rot: breaking learned",
    "learned bound": "symmetry Rot: breaking learned <= 0.3 to Axial",
    "clashing": "symmetry X: breaking learned; symmetry Axial: breaking learned",
    "of a subgroup": "symmetry Axial: breaking <= 0.2",
    "chain": "symmetry Rot: breaking <= 0.2 haar; symmetry Axial: breaking ~ 0.1",
}
BOTH = {
    "two": "symmetry Rot: breaking ~ 0.1; symmetry Perm: breaking learned",
    "one free": "symmetry Rot: free; symmetry Perm: breaking <= 0.1",
}
CASES = [("rot", level) for level in ROT.values()] + [("both", level) for level in BOTH.values()]


def far(made: Any, exact: Any, x: list[torch.Tensor]) -> float:
    """The largest distance at some inputs."""
    return float((flat(made(*x)) - flat(exact(*x))).norm(dim=1).max().detach())


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(("types", "level"), CASES)
def test_it_is_exact_at_once_and_says_how_far_it_went(types: str, level: str) -> None:
    made = net(types, level)
    exact, x = copy.deepcopy(made), ball(inputs(types), 1.0)
    kept = [getattr(made, f"_{name}_parts")()[0] for name in made.graded]
    moved = exact.snap_()
    assert 0 < far(made, exact, x) <= moved < float("inf")
    assert exact.snap_() == 0.0
    for group in exact.levels().keys() & exact.moves.keys() - set(exact.free):
        size = float(flat(exact(*x)).norm(dim=1).max().detach())
        assert exact.equivariance_error(*x, group=group)["largest"] <= 1e-12 * max(1.0, size)
    after = [exact._whole(name) for name in exact.graded]
    for wanted, found in zip(kept, after, strict=True):  # the nearest: the orthogonal projection
        for a, b in zip(wanted, found, strict=True):
            assert b is None or torch.equal(b, torch.zeros_like(b) if a is None else a)


@pytest.mark.slow
@pytest.mark.parametrize("level", ROT.values(), ids=list(ROT))
@pytest.mark.parametrize("scale", [0.2, 0.5])
def test_no_input_of_size_one_is_moved_further(level: str, scale: float) -> None:
    made = net("rot", level, scale)
    exact = copy.deepcopy(made)
    moved = exact.snap_()
    worst = furthest(made, exact, 1.0, 80)
    assert 0 < worst <= moved <= 20 * worst


def test_annealed_to_nothing_it_is_what_it_snaps_to() -> None:
    x = inputs("rot")
    for level in ROT.values():
        made = net("rot", level)
        made.anneal_(0.0)
        assert made.certificate()["bound"] == 0.0
        before = made(*x)
        assert made.anneal_(1.0).snap_() > 0
        torch.testing.assert_close(made(*x), before, rtol=1e-12, atol=1e-12)
