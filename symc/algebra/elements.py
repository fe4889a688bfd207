"""Groups whose elements a module can make at run time: how, and how they move each kind of axis."""

from functools import cache
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from symc.algebra import acting, finite, irreps
from symc.algebra.closure import TooLarge
from symc.algebra.enumeration import NotFinite
from symc.algebra.families import FAMILIES
from symc.algebra.family import Slot
from symc.algebra.matrices import Square, square, times
from symc.algebra.motion import motion_of
from symc.algebra.numbers import approximate
from symc.ir.symmetry import Axis, Generators, Group, Images, Part, Type, parts_of

MOST_ELEMENTS = 5_000
"""The largest finite group whose elements a module lists."""

MOST_DIMENSIONS = 5
"""Frames of rotations have so many dimensions at most: they are two to that power."""

Make = Literal["table", "orthogonal", "rotation", "permutation", "flow"]
"""How elements come about.

table        all elements of a finite group, from its generators
orthogonal   orthogonal matrices; of E(n) about the centre of the points
rotation     those of determinant 1
permutation  orders of as many points as there are
flow         exponentials of a Lie algebra: transformations near the identity
"""

Rows: TypeAlias = tuple[tuple[float, ...], ...]

Step: TypeAlias = Images | Rows
"""How a generator moves an axis: a permutation, or a matrix."""


@runtime_checkable
class _Counted(Protocol):
    def order(self, group: Group) -> int: ...


@cache
def order_of(group: Group) -> int | None:
    """The number of elements, where it is finite and known."""
    if group.is_free or group.within is not None:
        return None
    family = FAMILIES[group.family]
    given = family.generators(group)
    if given.algebra or family.is_complex:
        return None
    if not given.matrices:
        return family.order(group) if isinstance(family, _Counted) else None
    try:
        return len(acting.listed(given))
    except (TooLarge, NotFinite):
        return None


@cache
def make_of(group: Group, method: str) -> Make | None:
    """How the elements that a method wants come about; None if they cannot."""
    if group.within is not None:
        return None
    if group.family in ("O", "SO") and len(group.parameters) == 1:
        if method == "average" or (method == "frame" and _too_wide(group)):
            return None
        return "orthogonal" if group.family == "O" else "rotation"
    order = order_of(group)
    is_listed = order is not None and order <= MOST_ELEMENTS
    if group.family == "S" and (method in ("frame", "canonical") or not is_listed):
        return None if method == "average" else "permutation"
    if is_listed and method != "frame":
        return "table"
    return "flow" if method == "penalty" and _flows(group) else None


def _too_wide(group: Group) -> bool:
    return isinstance(group.size, str) or group.size > MOST_DIMENSIONS


def _flows(group: Group) -> bool:
    family = FAMILIES[group.family]
    return not family.is_complex and not group.is_free and bool(generators_of(group).algebra)


def moves_axis(make: Make, axis: Axis) -> bool:
    """Whether elements that come about in this way can move an axis."""
    if axis.fibres:
        return False
    if axis.label in ("", "trivial"):
        return True
    if axis.is_point or irreps.looks_like_irrep(axis.label):
        return make in ("orthogonal", "rotation")
    if make == "table":
        return axis.label in ("regular", "sign", "det")
    return make != "permutation" and axis.label == "det"


def generators_of(group: Group) -> Generators:
    """Exact generators in the defining representation."""
    return FAMILIES[group.family].generators(group)


def steps(group: Group, label: str) -> tuple[Step, ...]:
    """How each generator of a finite group moves an axis with this label."""
    given = generators_of(group)
    if not given.matrices:
        images = finite.representation(group, Slot(label))
        signed = any(i < 0 for each in images for i in each)
        return tuple(_signed(each) for each in images) if signed else images
    found = (
        acting.of_element(given, element, Slot(label), False) for element in acting.finite_of(given)
    )
    return tuple(_rows(matrix) for matrix in found)


def flips_of(group: Group) -> tuple[Rows, ...]:
    """Generators that no flow of the Lie algebra leads to, as matrices that are their inverses."""
    given = generators_of(group)
    found = [acting.of_element(given, each, Slot(""), False) for each in acting.finite_of(given)]
    return tuple(map(_rows, found))


@cache
def algebra_of(group: Group) -> tuple[Rows, ...]:
    """A basis of the Lie algebra of a group, as matrices in the defining representation.

    These are the generators and their brackets.
    """
    found: list[Square] = []
    told: list[list[float]] = []
    queue = [] if group.is_free else [square(x) for x in generators_of(group).algebra]
    for each in queue:
        rest = _beside([approximate(x).real for row in each for x in row], told)
        if rest is None:
            continue
        told.append(rest)
        queue += [_bracket(other, each) for other in found]
        found.append(each)
    return tuple(map(_rows, found))


def affine_algebra(group: Group) -> tuple[Rows, ...]:
    """A basis of the Lie algebra with translations, one row and column longer.

    The last column of a matrix says how fast points move, its last row is 0.
    """
    assert isinstance(group.size, int)
    d, none = range(group.size), (0.0,) * (group.size + 1)
    turns = tuple((*((*row, 0.0) for row in each), none) for each in algebra_of(group))
    shifts = (tuple((*none[:-1], float(i == at)) for i in d) for at in d)
    return (*turns, *((*each, none) for each in shifts))


def _bracket(a: Square, b: Square) -> Square:
    both = zip(times(a, b), times(b, a), strict=True)
    return tuple(tuple(x - y for x, y in zip(*rows, strict=True)) for rows in both)


def _beside(entries: list[float], known: list[list[float]]) -> list[float] | None:
    """What is at right angles to known unit vectors, of length 1; None where nothing is."""
    size = sum(x * x for x in entries) ** 0.5
    for unit in known:
        along = sum(x * y for x, y in zip(entries, unit, strict=True))
        entries = [x - along * y for x, y in zip(entries, unit, strict=True)]
    length = sum(x * x for x in entries) ** 0.5
    return [x / length for x in entries] if length > 1e-9 * max(size, 1.0) else None


def _rows(matrix: Square) -> Rows:
    return tuple(tuple(approximate(x).real for x in row) for row in matrix)


def _signed(images: Images) -> Step:
    """The matrix of a permutation with signs."""
    n = range(len(images))
    return tuple(tuple(float(to == row) - float(~to == row) for to in images) for row in n)


def sources(
    arguments: tuple[Type, ...], group: Group, make: Make
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The tensors that frames are made from, with their axes of the group from the end.

    Other groups must keep the lengths of what is summed up, and move no point; permutations are
    told by what is there for each point, so that a tensor with several axes of points does not
    count.
    """
    found = []
    parts = [part for type_ in arguments for part in parts_of(type_)]
    for i, part in enumerate(parts):
        end = len(part.axes) + (part.multiplicity is not None)
        axes = [
            at - end
            for at, axis in enumerate(part.axes)
            if axis.group == group and axis.label in ("", "point") and not axis.fibres
        ]
        rest = Part(tuple(axis for axis in part.axes if axis.group != group))
        if not axes or motion_of(rest) in ("linear", "scaling", "unitary"):
            continue
        if make != "permutation" and any(axis.is_point for axis in rest.axes):
            continue
        if make != "permutation" or len(axes) == 1:
            found.append((i, tuple(axes)))
    return tuple(found)
