"""The axes that a group has: its own, their duals, and those with a label."""

from dataclasses import replace
from math import prod

from symc.algebra import FAMILIES, Slot, slot_of
from symc.algebra.closure import TooLarge
from symc.algebra.intertwiner import slot_action
from symc.algebra.irreps import turned
from symc.ir.symmetry import Axis, Group

LABELS = ("trivial", "sign", "det", "regular")
_SELF_DUAL = ("permutation", "signed permutation", "orthogonal")


def defining(group: Group, fibres: tuple[Group, ...] = ()) -> Axis:
    """The axis of the points or coordinates of a group; of E(n) and SE(n) that of a point."""
    if group.translations:
        return Axis(group.size, group, "point")
    if not fibres:
        return Axis(group.size, group)
    sizes = tuple(each.size for each in (group, *fibres))
    return Axis(prod(n for n in sizes if isinstance(n, int)), group, fibres=fibres)


def dual(axis: Axis) -> Axis:
    """The dual axis: the same one where the action is orthogonal or permutes."""
    if axis.blocks:
        return turned(axis, dual)
    if axis.factors:
        return replace(axis, factors=tuple(map(dual, axis.factors)))
    if axis.group is None:
        return axis
    slots = [(axis.group, slot_of(axis)), *((each, Slot()) for each in axis.fibres)]
    actions = (slot_action(group, slot) for group, slot in slots)
    alike = all(action in _SELF_DUAL for action in actions)
    return axis if alike else replace(axis, dual=not axis.dual)


def labels(group: Group) -> tuple[str, ...]:
    """Every label that an axis of a group may have, one that is too long included."""
    return tuple(label for label in LABELS if _has(group, label))


def _has(group: Group, label: str) -> bool:
    try:
        return FAMILIES[group.family].length(group, label) is not None
    except TooLarge:
        return True
