"""Axes of induced representations: their labels hold the generators that move them.

The label `induced:` goes on with one word for every generator of the group, in the order of
`finite_of(generators_of(group))`: the images of a signed permutation, or the rows of a matrix. So
an axis says all that there is to say about it, like the other axes of its group.
"""

from functools import cache
from math import prod

from symc.algebra import acting
from symc.algebra.classify import action as action_of
from symc.algebra.closure import TooLarge, elements
from symc.algebra.exact import generators_of
from symc.algebra.family import Action, Signature, Slot
from symc.algebra.induced import induced
from symc.algebra.intertwiner import is_induced
from symc.algebra.invariants import Operator, invariants, nullity
from symc.algebra.matrices import Square, images_of, inverse_of, of_images, square, transpose
from symc.algebra.numbers import written
from symc.algebra.orbits import orbit_count, orbits_of
from symc.ir.symmetry import Generators, Group, Images
from symc.ir.tensors import Table, Tensors

PREFIX = "induced:"


def induced_label(whole: Group, sub: Group, slots: tuple[Slot, ...]) -> tuple[str, int]:
    """The label and the length of the axis induced from slots of a subgroup.

    Raises `NoInduction`, or `TooLarge`.
    """
    found = induced(whole, sub, slots)
    if found.permutations:
        words = (",".join(map(str, images)) for images in found.permutations)
        return PREFIX + ";".join(words), len(found.permutations[0])
    words = ("|".join(",".join(row) for row in rows) for rows in found.matrices)
    return PREFIX + ";".join(f"|{word}" for word in words), len(found.matrices[0])


def length_of(slot: Slot) -> int:
    """The number of entries of an induced axis."""
    first = _generators(slot.label)
    return acting.points_of(first)


@cache
def _generators(label: str) -> Generators:
    words = label.removeprefix(PREFIX).split(";")
    if words[0].startswith("|"):
        rows = (word[1:].split("|") for word in words)
        return Generators(
            matrices=tuple(tuple(tuple(row.split(",")) for row in each) for each in rows)
        )
    return Generators(permutations=tuple(tuple(map(int, word.split(","))) for word in words))


@cache
def action(slot: Slot) -> Action:
    """How the group moves the entries of an induced axis."""
    return action_of(_generators(slot.label), Slot())


def dimension(group: Group, signature: Signature) -> int:
    """The number of invariant tensors: the mean of the characters, where they can be listed."""
    moves = _moves(group, signature)
    if moves is None:
        return nullity(_shape(group, signature.slots), _operators(group, signature))
    joined = tuple(_joined(each) for each in moves)
    shape = _shape(group, signature.slots)
    starts = [sum(shape[:i]) for i in range(len(shape))]
    try:
        listed = elements(joined)
    except TooLarge:
        return orbit_count(moves, shape)
    total = 0
    for element in listed:
        total += prod(
            sum((element[i] == i) - (element[i] == ~i) for i in range(start, start + n))
            for start, n in zip(starts, shape, strict=True)
        )
    return total // len(listed)


def tensors(group: Group, signature: Signature) -> Tensors:
    """The orbits of index tuples, or an exact basis in echelon form."""
    below, above = _shape(group, signature.bottom), _shape(group, signature.top)
    moves = _moves(group, signature)
    if moves is not None:
        return orbits_of(moves, below, above)
    found = invariants((*below, *above), _operators(group, signature))
    return Table(below, above, tuple(tuple((i, written(x)) for i, x in each) for each in found))


def _joined(axes: tuple[Images, ...]) -> Images:
    """One signed permutation of all axes side by side."""
    found: list[int] = []
    for images in axes:
        start = len(found)
        found += (start + i if i >= 0 else ~(start + ~i) for i in images)
    return tuple(found)


def _shape(group: Group, slots: tuple[Slot, ...]) -> tuple[int, ...]:
    generators = generators_of(group)
    return tuple(
        length_of(slot) if is_induced(slot) else acting.length(generators, slot.label)
        for slot in slots
    )


def _moves(group: Group, signature: Signature) -> tuple[tuple[Images, ...], ...] | None:
    """How every generator moves every axis, if all do so by signed permutations."""
    axes = [on_axis(group, slot, slot.dual) for slot in signature.slots]
    images = [[images_of(matrix) for matrix in axis] for axis in axes]
    if any(move is None for axis in images for move in axis):
        return None
    count = len(acting.finite_of(generators_of(group)))
    return tuple(tuple(axis[g] or () for axis in images) for g in range(count))


def _operators(group: Group, signature: Signature) -> tuple[Operator, ...]:
    sides = [(slot, not slot.dual) for slot in signature.bottom]
    sides += [(slot, slot.dual) for slot in signature.top]
    axes = [on_axis(group, slot, dual) for slot, dual in sides]
    count = len(acting.finite_of(generators_of(group)))
    return tuple(Operator(tuple(axis[g] for axis in axes)) for g in range(count))


@cache
def on_axis(group: Group, slot: Slot, dual: bool) -> tuple[Square, ...]:
    """The matrix of every finite generator on one axis."""
    generators = generators_of(group)
    if not is_induced(slot):
        listed = acting.finite_of(generators)
        return tuple(acting.of_element(generators, g, slot, dual) for g in listed)
    own = _generators(slot.label)
    matrices = (*map(of_images, own.permutations), *map(square, own.matrices))
    return tuple(transpose(inverse_of(m)) if dual else m for m in matrices)
