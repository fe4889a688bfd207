"""What goes around a network under export, `torch.vmap` and derivatives of functions."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

SPEC = """
size n
group Points = S(n)
group Rot = O(3)
group Flip = S(2)
model M(x: 2 [Points, Rot, Flip], q: [Points]) -> 3 [Points] + [Rot] {
    symmetry GROUP: LEVEL
    h = tanh(linear(x, q -> 5 [Points]))
    return (linear(h -> 3 [Points]), linear(x, h -> [Rot]))
}
"""
LEVELS = [("Rot", "by frame(pca)"), ("Points", "by frame(pca)"), ("Flip", "by average")]


def net_of(group: str, level: str) -> Any:
    """The model with random weights."""
    torch.manual_seed(0)
    text = SPEC.replace("GROUP", group).replace("LEVEL", level)
    return build(text).net().requires_grad_(False)


def given(batch: int, n: int) -> tuple[Tensor, Tensor]:
    """Random arguments, the last cloud a line."""
    x, q = torch.randn(batch, n, 3, 2, 2).double(), torch.randn(batch, n).double()
    x[-1, :, 1:] = 0
    return x, q


@pytest.mark.parametrize(("group", "level"), LEVELS)
def test_a_batch_is_a_map_over_its_items(group: str, level: str) -> None:
    net = net_of(group, level)
    x, q = given(4, 3)
    for made, mapped in zip(net(x, q), torch.vmap(net)(x, q), strict=True):
        assert torch.allclose(made, mapped, atol=1e-10)

    def total(x: Tensor, q: Tensor) -> Any:
        return sum(y.square().sum() for y in net(x, q))

    x, q = x[:3], q[:3]
    each = torch.vmap(torch.func.grad(total))(x, q)
    x.requires_grad_()
    (whole,) = torch.autograd.grad(total(x, q), x)
    assert torch.allclose(each, whole, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("group", "level"), LEVELS)
def test_exported_programs_take_any_batch_and_size(group: str, level: str) -> None:
    """The number of points that are put in order stays as it is."""
    net = net_of(group, level)
    batch, n = torch.export.Dim("batch", min=2), torch.export.Dim("n", min=3)
    free = {0: batch} if group == "Points" else {0: batch, 1: n}
    shapes = (free, free)
    exported: Any = torch.export.export(net, given(3, 4), dynamic_shapes=shapes).module()
    for arguments in (given(3, 4), given(5, 4), *([] if group == "Points" else [given(2, 7)])):
        for made, other in zip(net(*arguments), exported(*arguments), strict=True):
            assert torch.allclose(made, other, atol=1e-10)
