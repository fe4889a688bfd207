"""How generators of a group, or of a subgroup, act on an axis: as matrices of numbers."""

from collections.abc import Sequence
from typing import TypeAlias

from symc.algebra import FAMILIES
from symc.algebra.acting import derived, finite_of, of_element
from symc.algebra.family import Slot, slot_of
from symc.algebra.finite import representation
from symc.algebra.irreps import degree, is_irrep
from symc.algebra.matrices import Square, negative, of_images, square, transpose
from symc.algebra.numbers import approximate
from symc.algebra.relaxed import planes
from symc.ir.symmetry import Axis, Generators, Group

Rows: TypeAlias = tuple[tuple[complex, ...], ...]
"""A matrix of numbers."""

Both: TypeAlias = tuple[list[Rows], list[Rows]]
"""Generators of the finite kind, and elements of the Lie algebra."""


def generators_on(axis: Axis, whole: Group, group: Group) -> Both:
    """The generators of a group on an axis that `whole`, which holds it, moves.

    A flat axis has them block by block, copy by copy; what the group does not move stays. Points
    are turned about the origin.
    """
    given = FAMILIES[group.family].generators(group)
    if not axis.blocks:
        return _on(axis, whole, group, given)
    pieces: list[Both] = []
    for block in axis.blocks:
        inner = block.axis
        if inner is None or inner.group != whole:
            n = inner.extent if inner and isinstance(inner.extent, int) else 1
            one: Rows = tuple(tuple(float(i == j) for j in range(n)) for i in range(n))
            nothing: Rows = ((0.0,) * n,) * n
            made: Both = [one] * len(finite_of(given)), [nothing] * len(given.algebra)
        else:
            made = _on(inner, whole, group, given)
        pieces += [made] * block.copies
    first, second = (range(len(each)) for each in (finite_of(given), given.algebra))
    finite = [_joined([piece[0][i] for piece in pieces]) for i in first]
    return finite, [_joined([piece[1][i] for piece in pieces]) for i in second]


def _on(axis: Axis, whole: Group, group: Group, given: Generators) -> Both:
    slot = slot_of(axis)
    if is_irrep(slot) and whole.family in ("C", "D"):
        return [tuple(map(tuple, rows)) for rows in planes(whole, degree(slot.label))], []
    bare = Slot("" if axis.is_point else slot.label)
    finite = [of_element(given, g, bare, slot.dual) for g in finite_of(given)]
    if slot.label == "regular" and not given.matrices:  # elements in the family's own order
        finite = [of_images(images) for images in representation(group, bare)]
    tangent = [derived(square(m), bare.label) for m in given.algebra]
    if slot.dual:
        tangent = [negative(transpose(m)) for m in tangent]
    return [_numbers(m) for m in finite], [_numbers(m) for m in tangent]


def _numbers(matrix: Square) -> Rows:
    return tuple(tuple(approximate(x) for x in row) for row in matrix)


def _joined(blocks: Sequence[Rows]) -> Rows:
    """Matrices along the diagonal of one."""
    total, rows = sum(map(len, blocks)), list[tuple[complex, ...]]()
    for block in blocks:
        before, after = len(rows), total - len(rows) - len(block)
        rows += [(*(0.0,) * before, *row, *(0.0,) * after) for row in block]
    return tuple(rows)
