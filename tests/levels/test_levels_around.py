"""Levels of weights in models that another symmetry is enforced around."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.emit.turns import rotation
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

SPEC = """
size n
group Points = S(n)
group Rot = O(3)
group Turn = C(4)
model M(x: 2 [Turn, Rot], y: [Points, Rot]) -> 2 [Turn, Rot] {
    symmetry Rot: ROT
    symmetry Turn: TURN
    h = linear(x, y -> 3 [Rot, 4] + 8 [])
    return linear(gate(h) -> 2 [Turn, Rot])
}
"""


def net_of(rot: str, turn: str) -> Any:
    """The model with random weights."""
    torch.manual_seed(0)
    return build(SPEC.replace("ROT", rot).replace("TURN", turn)).net().requires_grad_(False)


def sized(count: int) -> tuple[Tensor, Tensor]:
    """Arguments of size 1: the vectors of x, and those of each point, together."""
    x, y = torch.randn(count, 4, 3, 2).double(), torch.randn(count, 3, 3).double()
    largest = (x.square().sum((1, 2, 3)) + y.square().sum(2).amax(1)).sqrt()
    return x / largest[:, None, None, None], y / largest[:, None, None]


def violation(net: Any, x: Tensor, y: Tensor, g: Tensor) -> float:
    """The largest violation of a rotation."""
    made = net(torch.einsum("ij,btjc->btic", g, x), y @ g.mT)
    far = made - torch.einsum("ij,btjc->btic", g, net(x, y))
    return float(far.flatten(1).norm(dim=1).max())


@pytest.mark.parametrize("turn", ["by average", "by canonical"])
def test_a_bound_holds_with_a_mean_around(turn: str) -> None:
    net = net_of("breaking <= 0.3", turn)
    x, y = sized(200)
    worst = max(violation(net, x, y, rotation(3, proper=False, seed=k)) for k in range(20))
    bound = net.certificate()["bound"]
    assert 0.001 < worst <= bound < 1000 * worst
    assert (net(x.roll(1, 1), y) - net(x, y).roll(1, 1)).abs().max() < 1e-10
    assert net.levels()["Turn"] == turn and set(net.levels()) == {"Rot", "Turn"}
    assert any("Turn" in note for note in net.certificate()["assumptions"])
    assert net.snap_() > 0
    assert net.certificate()["bound"] < 1e-12
    assert violation(net, x, y, rotation(3, proper=False)) < 1e-10


def test_the_class_says_what_is_kept() -> None:
    told = str(type(net_of("breaking <= 0.3", "by average")).__doc__)
    assert "equivariant up to levels (Rot: breaking <= 0.3)" in told
    told = str(type(net_of("breaking <= 0.3", "by sample(2)")).__doc__)
    assert "Rot: breaking <= 0.3" in told and "in expectation" in told


@pytest.mark.parametrize("turn", ["by sample(2)", "by penalty", "free"])
def test_no_bound_holds_where_another_symmetry_is_lost(turn: str) -> None:
    net = net_of("breaking <= 0.3", turn)
    assert net.certificate()["bound"] == float("inf")
    assert net.certificate(change=True)["bound"] < float("inf")


def test_losses_of_weights_and_of_samples_add_up() -> None:
    net = net_of("breaking ~ 0.1", "by penalty").train()
    own = net.regularization_loss()
    assert own > 0
    x, y = sized(5)
    net(x, y)
    torch.manual_seed(1)
    both = net.regularization_loss()
    torch.manual_seed(1)
    assert torch.allclose(both, own + net.equivariance_loss(x, y)) and both > own


def test_inputs_weights_and_a_mean_together() -> None:
    text = """
group Rot = O(3)
group Turn = C(4)
group Flip = S(2)
model M(x: 2 [Turn, Rot, Flip]) -> 2 [Turn, Rot, Flip] {
    symmetry Rot: breaking <= 0.3
    symmetry Flip: by input(2)
    symmetry Turn: by average
    return linear(x -> same)
}
"""
    net: Any = build(text).net().requires_grad_(False)
    x = torch.randn(5, 4, 3, 2, 2).double()
    assert set(net.levels()) == {"Rot", "Flip", "Turn"} and net.levels()["Turn"] == "by average"
    assert net.certificate()["bound"] == float("inf")
    with net.strict():
        assert (net(x.flip(3)) - net(x).flip(3)).abs().max() < 1e-12
    assert (net(x.flip(3)) - net(x).flip(3)).abs().max() > 1e-3
    assert (net(x.roll(1, 1)) - net(x).roll(1, 1)).abs().max() < 1e-12
