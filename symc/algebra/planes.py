"""Exact invariant tensors of turns and mirrors of the plane, as products of eigenvectors of turns.

A plane that turns k times as fast has the eigenvectors x +- iy; the corners of a polygon have the
Fourier vectors. Products whose frequencies cancel are invariant, and so are their real and their
imaginary parts, of which the mirror keeps one and reverses the other.
"""

from fractions import Fraction
from functools import cache
from itertools import product
from typing import TypeAlias

from symc.algebra.closure import parity
from symc.algebra.cosines import cosine, multiplied
from symc.algebra.family import Signature, Slot
from symc.algebra.irreps import has_irreps, is_irrep, spin_of, weights
from symc.algebra.numbers import Exact, square_root, written
from symc.ir.symmetry import Group
from symc.ir.tensors import Number, Table

Phase: TypeAlias = Fraction
"""A part of a whole turn."""

Vector: TypeAlias = tuple[Phase | None, ...]
"""An eigenvector: the phase of every entry, None where it is 0."""

EXACT = 24
"""Corners whose number divides this have coordinates that are sums of roots."""


class Irrational(Exception):
    """Corners of this number of points have coordinates that are no sums of roots of fractions."""

    def __init__(self, group: Group) -> None:
        super().__init__(str(group))
        self.group = group


def check_exact(group: Group, signature: Signature) -> None:
    """Raises where planes meet corners whose coordinates are no sums of roots."""
    corners = (
        group.family in ("C", "D")
        and has_irreps(signature)
        and signature.count() + signature.count("regular")
    )
    if corners and isinstance(group.size, int) and EXACT % group.size:
        raise Irrational(group)


def planar(group: Group, signature: Signature) -> Table:
    """A basis of the invariant tensors on axes some of which are planes."""
    slots = signature.slots
    odd = _mirrored(group, slots)
    elements = tuple(
        element
        for chosen in product(*(eigenvectors(group, slot) for slot in slots))
        if _cancels(group, chosen) and _is_first(group, slots, chosen)
        for element in _parts(group, slots, tuple(v for _, _, v in chosen), odd)
    )
    sizes = tuple(len(eigenvectors(group, slot)[0][2]) for slot in slots)
    below = len(signature.bottom)
    return Table(sizes[:below], sizes[below:], elements)


Eigenvector: TypeAlias = tuple[int, int, Vector]
"""The frequency, which of several alike, and the entries."""


@cache
def eigenvectors(group: Group, slot: Slot) -> tuple[Eigenvector, ...]:
    """The eigenvectors of all turns on an axis."""
    n = group.size
    assert isinstance(n, int)
    if slot.label == "regular" or (not slot.label and group.family in ("C", "D")):
        waves = [
            (k, tuple(Fraction(k * j % n, n) for j in range(n)), (None,) * n) for k in range(n)
        ]
        if slot.label and group.family == "D":
            back = [tuple(Fraction(-k * j % n, n) for j in range(n)) for k in range(n)]
            first = [(k, 0, (*wave, *none)) for k, wave, none in waves]
            return (*first, *((k, 1, (*none, *back[k])) for k, _, none in waves))
        return tuple((k, 0, wave) for k, wave, _ in waves)
    if slot.label in ("trivial", "det", "sign"):
        (weight,) = weights(group, slot)
        return ((weight, 0, (Fraction(0),)),)
    k = spin_of(group, slot)
    return ((k, 0, (Fraction(0), Fraction(1, 4))), (-k, 0, (Fraction(0), Fraction(3, 4))))


def _cancels(group: Group, chosen: tuple[Eigenvector, ...]) -> bool:
    total = sum(weight for weight, _, _ in chosen)
    if group.family in ("C", "D"):
        assert isinstance(group.size, int)
        return total % group.size == 0
    return total == 0


def _is_first(group: Group, slots: tuple[Slot, ...], chosen: tuple[Eigenvector, ...]) -> bool:
    """One of every product and its conjugate; with a regular axis of D(n) of its mirror, too."""
    turned = group.family in ("O", "SO")
    at = next(i for i, s in enumerate(slots) if is_irrep(s) or (turned and not s.label))
    if chosen[at] != eigenvectors(group, slots[at])[0]:
        return False
    regular = [i for i, slot in enumerate(slots) if slot.label == "regular"]
    return not (regular and group.family == "D" and chosen[regular[0]][1])


def _mirrored(group: Group, slots: tuple[Slot, ...]) -> bool:
    """Whether the mirror changes the sign of all characters together."""
    if group.family in ("C", "SO"):
        return False
    if group.family == "O":
        return sum(slot.label == "det" for slot in slots) % 2 == 1
    assert isinstance(group.size, int)
    mirror = parity(tuple(-i % group.size for i in range(group.size)))
    twists = sum(slot.label in ("det", "sign") for slot in slots)
    return mirror == -1 and twists % 2 == 1


Element = tuple[tuple[int, Number], ...]


def _parts(
    group: Group, slots: tuple[Slot, ...], vectors: tuple[Vector, ...], odd: bool
) -> tuple[Element, ...]:
    """The real and imaginary parts of a product that the group keeps."""
    found = _product(vectors)
    if group.family in ("C", "SO"):
        return (_real(found, 0), _real(found, 1))
    if group.family == "D" and any(slot.label == "regular" for slot in slots):
        other = _product(tuple(map(_reflected, slots, vectors)))
        return tuple(
            _sum(_real(found, part), _real(other, part), -1 if odd != (part == 1) else 1)
            for part in (0, 1)
        )
    return (_real(found, int(odd)),)


def _product(vectors: tuple[Vector, ...]) -> dict[int, Phase]:
    found: dict[int, Phase] = {0: Fraction(0)}
    for vector in vectors:
        found = {
            index * len(vector) + i: (phase + own) % 1
            for index, phase in found.items()
            for i, own in enumerate(vector)
            if own is not None
        }
    return found


def _reflected(slot: Slot, vector: Vector) -> Vector:
    """The conjugate of the mirror image: planes, corners and characters are their own."""
    if slot.label != "regular":
        return vector
    half = len(vector) // 2
    swapped = (*vector[half:], *vector[:half])
    return tuple(None if phase is None else -phase % 1 for phase in swapped)


def _real(product_: dict[int, Phase], part: int) -> Element:
    """The real part, or the imaginary one."""
    found = ((at, _cosine((phase - Fraction(part, 4)) % 1)) for at, phase in product_.items())
    return tuple((at, value) for at, value in sorted(found, key=lambda x: x[0]) if value)


def _sum(first: Element, second: Element, sign: int) -> Element:
    """Two parts on different entries, as they are on different halves of a regular axis."""
    moved = ((at, multiplied(sign, value)) for at, value in second)
    return tuple(sorted((*first, *moved), key=lambda entry: entry[0]))


@cache
def _cosine(phase: Phase) -> Number:
    """cos(2 pi p), a sum of roots for multiples of 1/24 of a turn."""
    twelfths = phase * 24
    if twelfths.denominator != 1:
        return cosine(phase)
    step = min(twelfths.numerator % 24, -twelfths.numerator % 24)
    if step > 6:
        return multiplied(-1, _cosine(Fraction(12 - step, 24)))
    six, two = square_root(6), square_root(2)
    quarter = Fraction(1, 4)
    values: tuple[Exact, ...] = (
        1,
        quarter * (six + two),
        square_root(Fraction(3, 4)),
        square_root(Fraction(1, 2)),
        Fraction(1, 2),
        quarter * (six - two),
        0,
    )
    return written(values[step])
