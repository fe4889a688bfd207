"""Induced axes, by the reciprocity of Frobenius: Hom_G(V, Ind T) is Hom_H(V, T)."""

import pytest

from symc.algebra import Signature, Slot, dimension, tensors
from symc.algebra.induced_axes import induced_label, length_of
from symc.ir.symmetry import Generators, Group

NODES = Group("Nodes", "S", (4,))
TURN = Group("Turn", "C", (4,))
EVEN = Group("Even", "A", (4,))
THIRD = (("-1/2", "-sqrt(3)/2"), ("sqrt(3)/2", "-1/2"))
MIRROR = (("1", "0"), ("0", "-1"))
MATRICES = Group("G", "generated", (2,), Generators(matrices=(THIRD, MIRROR)))
ROTATIONS = Group("H", "generated", (2,), Generators(matrices=(THIRD,)))


@pytest.mark.parametrize(
    ("whole", "sub", "slots", "length"),
    [
        (NODES, TURN, (Slot("trivial"),), 6),
        (NODES, TURN, (Slot("sign"),), 6),
        (NODES, EVEN, (Slot("trivial"),), 2),
        (NODES, EVEN, (Slot(),), 8),
        (NODES, TURN, (Slot(), Slot("sign")), 24),
        (MATRICES, ROTATIONS, (Slot(),), 4),
        (MATRICES, ROTATIONS, (Slot("trivial"),), 2),
    ],
)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_maps_to_the_induced_are_maps_of_the_subgroup(
    whole: Group, sub: Group, slots: tuple[Slot, ...], length: int, order: int
) -> None:
    label, extent = induced_label(whole, sub, slots)
    assert extent == length == length_of(Slot(label))
    bottom = (Slot(),) * order
    expected = dimension(sub, Signature(bottom, slots))
    assert dimension(whole, Signature(bottom, (Slot(label),))) == expected
    assert tensors(whole, Signature(bottom, (Slot(label),))).count == expected
