"""The axes that a group has: its own, their duals, and those with a label."""

from math import prod

from symc.algebra import FAMILIES
from symc.algebra.closure import TooLarge
from symc.ir.symmetry import Axis, Group

LABELS = ("trivial", "sign", "det", "regular")


def defining(group: Group, fibres: tuple[Group, ...] = ()) -> Axis:
    """The axis of the points or coordinates of a group; of E(n) and SE(n) that of a point."""
    if group.translations:
        return Axis(group.size, group, "point")
    if not fibres:
        return Axis(group.size, group)
    sizes = tuple(each.size for each in (group, *fibres))
    return Axis(prod(n for n in sizes if isinstance(n, int)), group, fibres=fibres)


def labels(group: Group) -> tuple[str, ...]:
    """Every label that an axis of a group may have, one that is too long included."""
    return tuple(label for label in LABELS if _has(group, label))


def _has(group: Group, label: str) -> bool:
    try:
        return FAMILIES[group.family].length(group, label) is not None
    except TooLarge:
        return True
