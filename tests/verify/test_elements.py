"""Elements as words: they keep what their groups keep, and act as groups do."""

from random import Random

import pytest
import torch

from symc.compiler import understand
from symc.ir.symmetry import Group, parts_of
from symc.report import Source
from symc.verify import act, draw, far, generating, movers
from symc.verify.elements import Element
from symc.verify.values import all_parts
from tests.oracle.actions import act as oracle_act
from tests.oracle.groups import eye, permutation, symplectic_form

pytestmark = pytest.mark.torch


def matrix(group: Group, seed: int = 0, label: str = "") -> torch.Tensor:
    found: Element = far(group, {"n": 5}, Random(seed))
    return found.matrix(label, False)


@pytest.mark.parametrize("seed", range(3))
def test_far_elements_keep_the_forms_of_their_groups(seed: int) -> None:
    o = matrix(Group("G", "O", (3,)), seed)
    assert torch.allclose(o @ o.T, eye(3))
    boost = matrix(Group("G", "O", (1, 3)), seed)
    metric = torch.diag(torch.tensor([1.0, -1, -1, -1]).double())
    assert torch.allclose(boost.T @ metric @ boost, metric)
    assert not torch.allclose(boost @ boost.T, eye(4), atol=1e-2)
    flow = matrix(Group("G", "Sp", (4,)), seed)
    assert torch.allclose(flow.T @ symplectic_form(4) @ flow, symplectic_form(4))
    unitary = matrix(Group("G", "SU", (3,)), seed)
    assert torch.allclose(unitary @ unitary.mH, eye(3).to(unitary))
    assert abs(torch.linalg.det(unitary) - 1) < 1e-12
    for family in ("SO", "SL", "SB", "A"):
        assert abs(torch.linalg.det(matrix(Group("G", family, (4,)), seed)) - 1) < 1e-10
    points = matrix(Group("G", "S", ("n",)), seed)
    assert points.shape == (5, 5) and bool((points.sum(0) == 1).all())


def test_boosts_are_bounded() -> None:
    worst = max(matrix(Group("G", "O", (1, 3)), seed)[0, 0].abs().item() for seed in range(50))
    assert 1.05 < worst < 1.6


def test_duals_are_contragredient() -> None:
    element = far(Group("G", "GL", (3,)), {}, Random(1))
    assert torch.allclose(element.matrix("", True).T @ element.matrix("", False), eye(3))


@pytest.mark.parametrize(
    ("group", "label", "order"),
    [
        (Group("G", "C", (5,)), "regular", 5),
        (Group("G", "D", (2,)), "regular", 4),
        (Group("G", "D", (5,)), "regular", 10),
        (Group("G", "S", (3,)), "regular", 6),
        (Group("G", "B", (2,)), "regular", 8),
    ],
)
def test_regular_axes_are_moved_freely(group: Group, label: str, order: int) -> None:
    """Products of the generators' matrices are as many as elements, and no other fixes a point."""
    steps = [each.matrix(label, False) for each in generating(group, {})]
    found = [eye(order)]
    for old in found:
        for new in (step @ old for step in steps):
            if not any(torch.equal(new, each) for each in found):
                found.append(new)
    assert len(found) == order
    assert all(torch.diagonal(each).sum() == 0 for each in found[1:])


TYPES = """
size n
group P = S(n); group R = O(1, 3); group Heads = S(3); group Dk = S(2) within Heads
model M(x: 2 [P, R, P], y: [(Heads, Dk), R*], z: [R.det, n]) -> [P, R] {
    return linear(x -> [P, R])
}
"""


def test_values_are_moved_as_the_oracle_moves_them() -> None:
    (model,) = understand(Source("m.sym", TYPES)).models
    sizes, random = {"n": 4}, Random(3)
    values = draw(model, sizes, (2,), 1)
    for argument, (x,) in zip(model.arguments, values, strict=True):
        (part,) = parts_of(argument.type)
        moves = {g: far(g, sizes, random) for g in movers([part])}
        same = {g: each.matrix("", False) for g, each in moves.items()}
        assert torch.allclose(act(x, part, moves), oracle_act(x, part, same))
        assert not torch.allclose(act(x, part, moves), x)


def test_every_group_of_a_model_is_named_once() -> None:
    (model,) = understand(Source("m.sym", TYPES)).models
    assert [g.name for g in movers(all_parts(model))] == ["P", "R", "Heads", "Dk", "n"]
    assert permutation(3, torch.Generator()).shape == (3, 3)
