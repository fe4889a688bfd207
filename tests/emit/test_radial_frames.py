"""Products in the frame of a vector that make their weights: as those that store them."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

TEXT = """size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
type Node = [Atoms, Rot(3x0e + 3x1o + 3x2e)]
model Net(x: Node, v: [Bonds, Rot], r: 2 [Bonds], bonds: Bonds) -> Node {
    y = spherical_harmonics(v, 2)
    m = tensor_product(gather(x at bonds.source), y -> [Bonds, Rot(3x0e + 3x1o + 3x2e)],
        mode = channelwise, weights = mlp(r, 4), algorithm = so2OPTION)
    return scatter(m to bonds.target)
}
"""


def slopes(net: Any, given: list[Tensor], bonds: Tensor) -> list[Tensor]:
    """The result, its derivatives, and those of their squares, by operands and weights."""
    leaves = [*(value.clone().requires_grad_() for value in given)]
    every = [*leaves, *net.parameters()]
    made = net(*leaves, bonds)
    first = torch.autograd.grad(made.sin().sum(), every, create_graph=True, materialize_grads=True)
    square = torch.stack([each.square().sum() for each in first]).sum()
    second = torch.autograd.grad(square, every, materialize_grads=True)
    return [made, *first, *second]


@pytest.mark.parametrize("precision", ["ieee", "tf32x3", "tf32", "bf16"])
@pytest.mark.parametrize(
    "native", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["plain", "native"]
)
def test_weights_made_inside_a_frame_are_those_that_are_stored(
    precision: str, native: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a CPU every precision is that of the operands; there are atoms and edges of all kinds."""
    found = [
        build(TEXT.replace("OPTION", more)) for more in ("", f", radial_precision = {precision}")
    ]
    assert "_radial(" in found[1].source and "_rotations(" in found[1].source
    for each in found:
        if native:
            monkeypatch.setattr(each.module, "_serves", lambda *_: True)
    if native:
        monkeypatch.setattr(found[1].module, "_most_entries", lambda *_: 3)
    one, two = (each.net() for each in found)
    two.load_state_dict(one.state_dict())
    made = torch.Generator().manual_seed(0)
    given = [torch.randn(*s, generator=made).double() for s in ((5, 27), (8, 3), (8, 2))]
    given[1][:2] = torch.tensor([[0.0, 1, 0], [0, -1, 0]])
    bonds = torch.tensor([[0, 1, 2, 3, 0, 1, 3, 3], [1, 0, 0, 2, 2, 0, 1, 3]])
    for count in (8, 1, 0):
        some = [given[0], given[1][:count], given[2][:count]]
        wanted = slopes(one, some, bonds[:, :count])
        for a, b in zip(wanted, slopes(two, some, bonds[:, :count]), strict=True):
            assert torch.allclose(a, b, atol=1e-10 * (1 + a.abs().max().item() if a.numel() else 1))
