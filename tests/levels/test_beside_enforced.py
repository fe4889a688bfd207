"""Weights that vary over one group while another one is free, or enforced from outside."""

from typing import Any

import pytest
import torch

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

HEAD = """
size n
group Nodes = S(n)
group Turn = C(4)
group Rot = O(3)
model M(x: [Nodes, Rot], y: [Turn.regular]) -> [Turn.regular] {
"""
RELAXED = (
    HEAD
    + """
    symmetry Rot: AROUND
    h = tanh(linear(x, y -> 3 [Nodes] + 2 [Turn.regular], relaxed = 1))
    return linear(h -> [Turn.regular])
}
"""
)


def made(text: str, around: str) -> Any:
    """The model with normal weights."""
    return build(text.replace("AROUND", around)).net()


def violation(net: Any) -> float:
    """The largest error under a quarter turn, of inputs of size 1 at most."""
    x = torch.randn(300, 5, 3, dtype=torch.float64)
    y = torch.randn(300, 4, dtype=torch.float64)
    size = (x.square().sum(-1).amax(-1) + y.square().sum(-1)).sqrt()
    x, y = x / size[:, None, None], y / size[:, None]
    with torch.no_grad():
        off = net(x, y.roll(1, -1)) - net(x, y).roll(1, -1)
    return float(off.norm(dim=-1).max())


@pytest.mark.parametrize("around", ["by frame(pca)", "by sample(2)", "by penalty", "free"])
def test_weights_that_vary_are_told_of_whatever_goes_around(around: str) -> None:
    net = made(RELAXED, around)
    assert net.levels() == {"Turn": "relaxed, rank 1", "Rot": around}
    title = (type(net).__doc__ or "").splitlines()[0]
    assert "equivariant up to levels (Turn: relaxed, rank 1)" in title
    assert violation(net) > 1e-4
    found = net.certificate()
    assert found["bound"] >= violation(net)
    assert any("Rot" in note for note in found["assumptions"])
    assert float(net.regularization_loss()) > 0
    assert net.snap_() > 0
    if around in ("free", "by frame(pca)"):
        assert violation(net) < 1e-12
