"""Irreps as exact matrices, against e3nn, and what subgroups leave alone on them."""

from itertools import product
from typing import Any

import pytest

from symc.algebra.acting import finite_of
from symc.algebra.families import FAMILIES
from symc.algebra.family import Signature, Slot
from symc.algebra.intertwiner import dimension, tensors
from symc.algebra.matrices import Square, bracket, times
from symc.algebra.numbers import approximate, exact
from symc.algebra.rotated import tangent, turned
from symc.algebra.stabilizers import stabilizer
from symc.ir.symmetry import Group

HALF, ROOT = exact("1/2"), exact("sqrt(3)/2")
TURN: Square = ((HALF, -ROOT, 0), (ROOT, HALF, 0), (0, 0, 1))
CYCLE: Square = ((0, 0, 1), (1, 0, 0), (0, 1, 0))
MIRROR: Square = ((-1, 0, 0), (0, 1, 0), (0, 0, 1))
ELEMENTS = (TURN, CYCLE, MIRROR, times(TURN, CYCLE), times(times(CYCLE, TURN), MIRROR))
LABELS = [f"{degree}{parity}" for degree in range(5) for parity in "eo"]
Z: Square = ((0, -1, 0), (1, 0, 0), (0, 0, 0))
X: Square = ((0, 0, 0), (0, 0, -1), (0, 1, 0))


@pytest.mark.parametrize("label", LABELS)
def test_they_represent_the_group_and_its_algebra_exactly(label: str) -> None:
    for g, h in product(ELEMENTS, repeat=2):
        assert times(turned(g, label), turned(h, label)) == turned(times(g, h), label)
    both = bracket(tangent(Z, label), tangent(X, label))
    assert both == tangent(bracket(Z, X), label)


@pytest.mark.torch
@pytest.mark.parametrize("label", LABELS)
def test_they_are_those_of_e3nn(label: str) -> None:
    import torch

    o3: Any = pytest.importorskip("e3nn.o3")

    def numbers(matrix: Square) -> torch.Tensor:
        rows = [[approximate(x).real for x in row] for row in matrix]
        return torch.tensor(rows, dtype=torch.float64)

    for g in ELEMENTS:
        wanted = o3.Irrep(label).D_from_matrix(numbers(g))
        torch.testing.assert_close(numbers(turned(g, label)), wanted, atol=1e-6, rtol=0)


def _axial(label: str) -> int:
    """What a mirror through the axis makes of the component along it."""
    degree, parity = int(label[:-1]), 1 if label[-1] == "e" else -1
    return int(parity * (-1) ** degree)


@pytest.mark.parametrize("first", LABELS[:6])
@pytest.mark.parametrize("second", LABELS[:8])
def test_maps_that_keep_an_axis_are_those_that_keep_its_frequencies(
    first: str, second: str
) -> None:
    """O(3) to the O(2) about an axis: the plane of every frequency 1 to l, and a sign at 0."""
    axial = stabilizer("Axial", Group("Rot", "O", (3,)), ("0", "0", "1"))
    slots = [Slot("" if label == "1o" else label) for label in (first, second)]
    signature = Signature((slots[0],), (slots[1],))
    wanted = min(int(first[:-1]), int(second[:-1])) + (_axial(first) == _axial(second))
    assert tensors(axial, signature).count == wanted
    assert dimension(axial, signature) == wanted


def test_a_finite_subgroup_is_not_taken_for_one_with_irreps_of_its_own() -> None:
    """The characters of the three rotations of C(3), permuting coordinates, on degree 2: 5, -1."""
    cyclic = Group("Turn", "C", (3,))
    signature = Signature((Slot("2e"),), (Slot("2e"),))
    assert tensors(cyclic, signature).count == (25 + 1 + 1) // 3
    assert len(finite_of(FAMILIES["C"].generators(cyclic))) == 1


@pytest.mark.parametrize("k", [1, 2, 3])
def test_planes_of_the_plane_turn_k_times_as_fast(k: int) -> None:
    turn: Square = ((HALF, -ROOT), (ROOT, HALF))
    mirror: Square = ((1, 0), (0, -1))
    power: Square = ((1, 0), (0, 1))
    for _ in range(k):
        power = times(power, turn)
    assert turned(turn, str(k)) == power
    assert turned(mirror, str(k)) == mirror
    for g, h in product((turn, mirror, times(turn, mirror)), repeat=2):
        assert times(turned(g, str(k)), turned(h, str(k))) == turned(times(g, h), str(k))
