"""The check of what was found: it passes what is right, and nothing that is wrong."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import nn

from symc.report import CompileError
from symc.tracing import Entry, Space, Symmetric, drawn, moved
from symc.tracing.gate import check
from tests.tracing import networks

GROUPS = (Symmetric("A", 3), Symmetric("B", 4))


def space(**axes: tuple[tuple[tuple[int | str, ...], ...], ...]) -> Space:
    network = networks.Mlp(2, 3, 4, 1)
    entries = tuple(
        Entry(key.replace("__", "."), tuple(network.state_dict()[key.replace("__", ".")].shape), at)
        for key, at in axes.items()
    )
    return Space("Mlp", GROUPS, entries, (), (), (), ())


RIGHT = space(
    layers__0__weight=((("A",),), ((2,),)),
    layers__0__bias=((("A",),),),
    layers__1__weight=((("B",),), (("A",),)),
    layers__1__bias=((("B",),),),
    layers__2__weight=(((),), (("B",),)),
    layers__2__bias=(((),),),
)
X = (torch.ones(5, 2),)


def test_what_is_right_passes() -> None:
    assert check(networks.Mlp(2, 3, 4, 1).eval(), RIGHT, X) < 1e-12


@pytest.mark.parametrize("key", ["layers.0.weight", "layers.1.bias", "layers.2.weight"])
def test_an_axis_that_should_move_and_does_not_is_caught_with_its_group(key: str) -> None:
    entries = tuple(
        replace(e, axes=tuple(((n,),) for n in e.shape)) if e.key == key else e
        for e in RIGHT.entries
    )
    with pytest.raises(CompileError) as caught:
        check(networks.Mlp(2, 3, 4, 1).eval(), replace(RIGHT, entries=entries), X)
    (problem,) = caught.value.diagnostics
    group = {"layers.0.weight": "A = S(3)"}.get(key, "B = S(4)")
    assert problem.code == "SYM630" and problem.message.startswith(group)


@pytest.mark.slow
def test_heads_of_one_permutation_instead_of_a_wreath_product_are_no_less_right() -> None:
    """Both groups leave attention alone; a fibre that belongs to no head does not."""
    from symc.tracing import parsed, trace

    network = networks.Fused("split").eval()
    found = trace(network, [parsed("1,5:int64")], "a:b").space
    tokens = (torch.tensor([[0, 1, 2, 3, 4]]),)
    groups = tuple(replace(g, within="") for g in found.groups)
    assert check(network, replace(found, groups=groups), tokens) < 1e-12


def test_outputs_that_depend_on_no_weight_are_refused() -> None:
    class Blind(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = networks.Mlp(2, 3, 4, 1).layers

        def forward(self, x: torch.Tensor) -> Any:
            return 0 * self.layers[0](x)

    with pytest.raises(CompileError, match="SYM632"):
        check(Blind().eval(), RIGHT, X)


def test_fibres_move_by_the_nearest_point_of_their_base_to_the_left() -> None:
    groups = (Symmetric("H", 2), Symmetric("D", 3, "H"))
    entry = Entry("w", (2, 5, 3), ((("H",),), ((5,),), (("D",),)))
    flat = Entry("v", (6,), ((("H", "D"),),))
    found = Space("T", groups, (entry, flat), (), (), (), ())
    element = drawn(found, ("H", "D"), 3)
    w, v = torch.arange(30).reshape(2, 5, 3), torch.arange(6)
    got, row = moved(found, entry, w, element), moved(found, flat, v, element)
    for i in range(2):
        for j in range(3):
            base = int(element["H"][i])
            own = int(element["D"][base, j])
            assert int(row[3 * i + j]) == 3 * base + own
            assert torch.equal(got[i, :, j], w[base, :, own])


def test_segments_move_each_by_itself() -> None:
    entry = Entry("w", (8,), ((("A",), (1,), ("B",)),))
    found = Space("T", GROUPS, (entry,), (), (), (), ())
    element = drawn(found, ("A", "B"), 1)
    row = moved(found, entry, torch.arange(8), element).tolist()
    assert row == [*element["A"].tolist(), 3, *(4 + element["B"]).tolist()]
