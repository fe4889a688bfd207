"""Hom_G between tensor types of a product of groups: dimensions multiply, diagrams pair up."""

from functools import cache
from math import prod

from symc.algebra.families import FAMILIES
from symc.algebra.family import Action
from symc.ir.diagram import Hom
from symc.ir.symmetry import Axis, Extent, Group, Part


def moved_by(axis: Axis) -> Group | None:
    """The group that moves an axis to layers: one of its own for plain axes of free size."""
    if axis.group is None and isinstance(axis.extent, str):
        return Group(axis.extent, "S", (axis.extent,))
    return axis.group


def orders(part: Part) -> dict[Group, int]:
    """How many axes of each group a part has, in the order of first appearance."""
    count: dict[Group, int] = {}
    for axis in part.axes:
        group = moved_by(axis)
        if group is not None:
            count[group] = count.get(group, 0) + 1
    return count


def plain_entries(part: Part) -> int:
    """The number of entries of all constant plain axes together."""
    return prod(a.extent for a in part.axes if moved_by(a) is None and isinstance(a.extent, int))


def maps_between(sources: tuple[Part, ...], target: Part) -> int:
    """The number of basis maps per channel pair from the tensor product of `sources` to `target`.

    Closed formulas only: one source is a linear map, two are a bilinear one, none is the constant.
    A free size counts as large.
    """
    points: dict[Group, int] = {}
    for part in (*sources, target):
        for group, k in orders(part).items():
            points[group] = points.get(group, 0) + k
    fixed = prod(plain_entries(part) for part in (*sources, target))
    return fixed * prod(
        FAMILIES[group.family].dimension(group.size, k) for group, k in points.items()
    )


def constants(target: Part) -> int:
    """The number of biases per channel: the invariants of `target`."""
    return maps_between((), target)


def action_of(group: Group | None) -> Action:
    """How a group moves the entries of its axes; nothing counts as a permutation."""
    return "permutation" if group is None else FAMILIES[group.family].action


@cache
def hom(family: str, size: Extent, bottom: int, top: int) -> Hom:
    """The basis of one group's maps; its length is asserted against the closed formula."""
    found = FAMILIES[family].hom(size, bottom, top)
    expected = FAMILIES[family].dimension(size, bottom + top)
    assert len(found.diagrams) == expected, (family, size, bottom, top, len(found.diagrams))
    return found
