"""Whether arguments have one place under a group: no element but the identity leaves them alone."""

from dataclasses import replace
from math import prod

from symc.algebra.characters import is_faithful
from symc.algebra.elements import Make, generators_of
from symc.check.centred import as_vectors
from symc.ir.symmetry import Axis, Group, Part
from symc.layers.budget import OverBudget, count_maps

MANY = 1 << 20
"""How many points an axis of a free size is taken to have."""


def is_settled(group: Group, make: Make, parts: tuple[Part, ...]) -> bool:
    """Whether arguments of these types, generic ones, have a place of their own under a group.

    Of a finite group every element has to move some argument. Rotations have to be told by vectors
    that are linear maps of the arguments, or these and what matrices among them make of one: d of
    them, or d - 1 where the last one is that which completes a rotation.
    """
    if make == "table":
        moved = (tuple(a.label for a in part.axes if a.group == group) for part in parts)
        return is_faithful(generators_of(group), moved)
    if make not in ("orthogonal", "rotation"):
        return True
    found = _vectors(group, parts)
    more = sum(_turned(group, part) for part in parts) if found else 0
    return found + more >= _wanted(group, make)


def are_vectors_enough(group: Group, make: Make, parts: tuple[Part, ...]) -> bool:
    """Whether vectors that depend linearly on the arguments tell a rotation."""
    return _vectors(group, parts) >= _wanted(group, make)


def _wanted(group: Group, make: Make) -> int:
    """How many independent vectors tell a rotation."""
    assert isinstance(group.size, int)
    return group.size - (make == "rotation")


def _vectors(group: Group, parts: tuple[Part, ...]) -> int:
    """How many vectors there are: the multiplicity of the vector, times channels and points."""
    own = (_own(group),)
    return sum(_hom(part, own, group) * _entries(group, part) for part in parts)


def _turned(group: Group, part: Part) -> int:
    """How many matrices a part has that turn a vector into another one, counted once each."""
    if sum(axis.group == group for axis in part.axes) < 2:
        return 0
    grown = replace(part, axes=(*part.axes, _own(group)))
    made = _hom(grown, (_own(group),), group) - _hom(part, (), group)
    return _entries(group, part) if made > 0 else 0


def _hom(part: Part, axes: tuple[Axis, ...], group: Group) -> int:
    """The number of maps to a tensor, for each channel and point."""
    source = replace(part, multiplicity=None)
    if not part.powers:
        source = replace(source, axes=tuple(a for a in part.axes if not _is_counted(a, group)))
    seen = as_vectors(source)
    assert isinstance(seen, Part)
    try:
        return count_maps((seen,), Part(axes))
    except OverBudget:
        return MANY


def _entries(group: Group, part: Part) -> int:
    """Channels, times the lengths of axes that are plain or hold points, seen from their centre."""
    axes = () if part.powers else tuple(axis for axis in part.axes if _is_counted(axis, group))
    lengths = (a.extent if isinstance(a.extent, int) else MANY for a in axes)
    return part.channels * (prod(lengths) - any(axis.is_point for axis in part.axes))


def _is_counted(axis: Axis, group: Group) -> bool:
    if axis.is_plain:
        return True
    other = axis.group
    return other is not None and other != group and other.family == "S" and not axis.label


def _own(group: Group) -> Axis:
    return Axis(group.size, group)
