"""Couplings of groups whose irreps have no labels: by their exact invariant tensors."""

from fractions import Fraction
from functools import cache
from math import isqrt

from symc.algebra.family import Signature, Slot
from symc.algebra.intertwiner import dimension, tensors
from symc.algebra.numbers import Exact, inverse, read, terms_of
from symc.algebra.orbits import orbit_elements
from symc.ir.coupling import Coupling, Root
from symc.ir.symmetry import Group
from symc.ir.tensors import Orbits

Vector = dict[int, Exact]
"""The entries of a tensor that are not 0."""

_BITS = 160
"""Of a square that is no fraction so many bits are kept; its root is right in double precision."""


@cache
def exact_couplings(group: Group, slots: tuple[Slot, Slot, Slot]) -> tuple[Coupling, ...]:
    """An orthonormal basis of the bilinear maps from two axes to a third.

    >>> cube = Group("B", "B", (3,))
    >>> [str(found) for found in exact_couplings(cube, (Slot(), Slot(), Slot("trivial")))]
    ['3 x 3 -> 1, 3 non-zero']
    """
    signature = Signature(slots[:2], slots[2:])
    if not dimension(group, signature):
        return ()
    if all(slot.label in ("sign", "det", "trivial") for slot in slots):
        return (Coupling((1, 1, 1), (Root(0, 0, 0, Fraction(1)),)),)
    found = tensors(group, signature)
    one, two = found.bottom
    (three,) = found.top
    elements = orbit_elements(found) if isinstance(found, Orbits) else found.elements
    basis: list[tuple[Vector, Exact]] = []
    for element in elements:
        vector: Vector = {entry: read(value) for entry, value in element}
        for other, square in basis:
            share = _dot(vector, other) * inverse(square)
            vector = _less(vector, other, share)
        basis.append((vector, _dot(vector, vector)))
    return tuple(_coupling((one, two, three), *each) for each in basis)


def _dot(one: Vector, two: Vector) -> Exact:
    total: Exact = 0
    for entry, value in one.items():
        if entry in two:
            total = total + value * two[entry]
    return total


def _less(vector: Vector, other: Vector, share: Exact) -> Vector:
    """A vector without its share of another."""
    found = dict(vector)
    for entry, value in other.items():
        found[entry] = found.get(entry, 0) + -(share * value)
    return {entry: value for entry, value in found.items() if value != 0}


def _coupling(sizes: tuple[int, int, int], vector: Vector, square: Exact) -> Coupling:
    """A tensor by the signed squares of its entries, of unit norm."""
    _, two, three = sizes
    roots = []
    for entry in sorted(vector):
        value = vector[entry]
        part = _fraction(value * value * inverse(square))
        rest, k = divmod(entry, three)
        roots.append(Root(rest // two, rest % two, k, part if _is_positive(value) else -part))
    return Coupling(sizes, tuple(roots))


def _is_positive(value: Exact) -> bool:
    return _fraction(value) > 0


def _fraction(value: Exact) -> Fraction:
    """The number; of an irrational one its first bits."""
    total = Fraction(0)
    for free, x in terms_of(value):
        assert free > 0, value
        root = Fraction(isqrt(free << 2 * _BITS), 1 << _BITS) if free > 1 else Fraction(1)
        total += Fraction(x) * root
    return total
