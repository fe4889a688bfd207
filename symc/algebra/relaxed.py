"""Finite groups over which weights may vary: their size, and how generators move axes."""

from dataclasses import dataclass
from functools import cache
from math import cos, pi, prod, sin

from symc.algebra import acting, finite
from symc.algebra.closure import doubled, is_signed
from symc.algebra.elements import order_of
from symc.algebra.exact import generators_of
from symc.algebra.families import FAMILIES
from symc.algebra.family import Slot, slot_of
from symc.algebra.induced_axes import on_axis
from symc.algebra.intertwiner import is_induced
from symc.algebra.irreps import degree, is_irrep
from symc.algebra.matrices import Square, images_of, of_images
from symc.algebra.numbers import approximate
from symc.ir.relaxed import Effects, Rows
from symc.ir.symmetry import Axis, Group, Images, Part

MOST_ELEMENTS = 1_000
"""The largest group over which weights vary."""

MOST_NUMBERS = 4_000_000
"""The most numbers of the effects of all elements on the axes of a value."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finite group as a module is told it: letters, and the generators that they stand for.

    The generators tell all elements apart. These are listed breadth first, or, where the images
    number a regular axis, in its order. `characters` are those of size 1 that have a name.
    """

    letters: tuple[str, ...]
    generators: tuple[Images, ...] | tuple[Rows, ...]
    is_regular: bool
    characters: tuple[tuple[str, tuple[int, ...]], ...]


def varied(part: Part) -> tuple[Group, ...]:
    """The finite groups that move a part other than by signs, in the order of its axes."""
    found = (axis.group for axis in part.axes if axis.group is not None and _length(axis) > 1)
    return tuple(g for g in dict.fromkeys(found) if order_of(g) is not None)


def _length(axis: Axis) -> int:
    return axis.extent if isinstance(axis.extent, int) else 0


def told(group: Group) -> Told:
    """A finite group as generated code is told it."""
    if isinstance(FAMILIES[group.family], finite.Ordered):
        own = ("r", "m") if group.family == "D" else ("r",)
        return Told(own, finite.regular(group).generators, True, _characters(group))
    given = generators_of(group)
    letters = tuple(map(_letter, range(len(acting.finite_of(given)))))
    if not given.matrices:
        images = given.permutations
        points = tuple(map(doubled, images)) if any(map(is_signed, images)) else images
        return Told(letters, points, False, _characters(group))
    made = tuple(map(_rows, acting.finite_of(given)))
    return Told(letters, made, False, _characters(group))


def _letter(position: int) -> str:
    """a, b, ..., z, a1, b1, ...

    >>> _letter(2), _letter(27)
    ('c', 'b1')
    """
    word = chr(ord("a") + position % 26)
    return word if position < 26 else f"{word}{position // 26}"


def _characters(group: Group) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """`sign` and `det` on the generators, where they are not 1 and not the same."""
    found: dict[str, tuple[int, ...]] = {}
    for label in ("sign", "det"):
        if FAMILIES[group.family].length(group, label) is None:
            continue
        values = tuple(1 if m[0][0] == 1 else -1 for m in on_axis(group, Slot(label), False))
        if any(v != 1 for v in values) and values not in found.values():
            found[label] = values
    return tuple(found.items())


@cache
def effects(group: Group, axes: tuple[Axis, ...]) -> Effects:
    """How the generators move axes of one part together."""
    lengths = tuple(map(_length, axes))
    known = [images for axis in axes if (images := _images(group, axis)) is not None]
    if len(known) == len(axes):
        return Effects(group, tuple(map(_unsigned, known)), (), lengths)
    return Effects(group, (), tuple(_matrices(group, axis) for axis in axes), lengths)


def _images(group: Group, axis: Axis) -> tuple[Images, ...] | None:
    """The generators as signed permutations of an axis, if they are."""
    slot = slot_of(axis)
    if is_irrep(slot):
        return None
    if not generators_of(group).matrices and not is_induced(slot):
        return finite.representation(group, Slot(slot.label))
    found = tuple(images_of(m) for m in on_axis(group, slot, axis.dual))
    known = tuple(images for images in found if images is not None)
    return known if len(known) == len(found) else None


def _unsigned(moves: tuple[Images, ...]) -> tuple[Images, ...]:
    """Effects know of no signs."""
    return tuple(tuple(i if i >= 0 else ~i for i in images) for images in moves)


def count_of(made: Effects) -> int:
    """How many numbers the effects of all elements are."""
    order, entries = order_of(made.group) or 0, prod(made.lengths)
    return order * entries * (1 if made.images else entries)


def _matrices(group: Group, axis: Axis) -> tuple[Rows, ...]:
    slot = slot_of(axis)
    if is_irrep(slot):
        return planes(group, degree(slot.label))
    images = _images(group, axis)
    if images is not None:
        return tuple(_rows(of_images(each)) for each in images)
    return tuple(_rows(m) for m in on_axis(group, slot, axis.dual))


def planes(group: Group, k: int) -> tuple[Rows, ...]:
    """The turn by k corners of n, and the mirror of the second coordinate."""
    assert isinstance(group.size, int)
    turn = 2 * pi * k / group.size
    c, s = _near_half(cos(turn)), _near_half(sin(turn))
    turned: Rows = ((c, -s), (s, c))
    return (turned, ((1.0, 0.0), (0.0, -1.0))) if group.family == "D" else (turned,)


def _near_half(x: float) -> float:
    """A number without the rounding of one that is 0, 1/2 or 1 up to its sign."""
    half = round(2 * x) / 2
    return half if abs(x - half) < 1e-12 else x


def _rows(matrix: Square) -> Rows:
    return tuple(tuple(approximate(x).real for x in row) for row in matrix)
