"""Pooling and attention over groups that have others within them, or lie within others."""

from symc.algebra import action_of
from symc.errors import moved as errors
from symc.ir.symmetry import Axis, Group, Part
from symc.layers.kind import Call
from symc.layers.reach import refuse


def check_fibres(call: Call, parts: tuple[Part, ...], group: Group) -> None:
    """Raises where the axes of a group are tied up with those of groups around or within it."""
    refuse(
        *(
            errors.over_fibres(call.over_span, call.name.text, group, axis, part, call.declared)
            for part in dict.fromkeys(parts)
            if any(group in _moving(axis) for axis in part.axes)
            if (axis := _tied(part, group, call)) is not None
        )
    )


def _tied(part: Part, group: Group, call: Call) -> Axis | None:
    """An axis that would lose its base, or be taken away in part."""
    pools = call.name.text != "attention"
    for axis in part.axes:
        moving = _moving(axis)
        if group not in moving:
            if any(_lies_in(each, group) for each in moving):
                return axis
            if not pools and any(_lies_in(group, each) for each in moving):
                return axis
        elif _is_signed(axis) or moving[0] != group or _has_named(axis, call):
            return axis
    return None


def _is_signed(axis: Axis) -> bool:
    """Whether an axis of a permuted group is moved by more than permutations."""
    return action_of(axis) != "permutation"


def _has_named(axis: Axis, call: Call) -> bool:
    """Whether an axis has fibres of a group that the spec declares: more than one group's axis."""
    return any(fibre.name in call.declared for fibre in axis.fibres)


def _lies_in(inner: Group, outer: Group) -> bool:
    while inner.within is not None:
        inner = inner.within
        if inner == outer:
            return True
    return False


def _moving(axis: Axis) -> tuple[Group, ...]:
    return () if axis.group is None else (axis.group, *axis.fibres)
