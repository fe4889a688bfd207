"""The axes of a part taken apart: one atom per group that moves them, with its place in the tree.

An axis `(Heads, Dk)` has two atoms, one of Heads and one of Dk. An atom of a group within another
lies in the nearest atom of that group to its left.
"""

from dataclasses import dataclass
from functools import cache

from symc.algebra.family import Slot, slot_of
from symc.algebra.nested import Tree
from symc.ir.symmetry import Axis, Extent, Group, Part


@dataclass(frozen=True, slots=True)
class Atom:
    """Part of axis `axis`, or all of it: its length, and what moves it."""

    axis: int
    extent: Extent
    group: Group | None
    slot: Slot


def moved_by(axis: Axis) -> Group | None:
    """The group that moves an axis to layers: one of its own for plain axes of free size.

    So it is for those that are shared.
    """
    if axis.group is None and (axis.shared or isinstance(axis.extent, str)):
        return Group(axis.shared or str(axis.extent), "S", (axis.extent,))
    return axis.group


@cache
def atoms(part: Part) -> tuple[Atom, ...]:
    """Every atom in the order of the axes."""
    found: list[Atom] = []
    for i, axis in enumerate(part.axes):
        group = moved_by(axis)
        if group is None or not axis.fibres:
            found.append(Atom(i, axis.extent, group, slot_of(axis)))
        else:
            for each in (group, *axis.fibres):
                slot = Slot(dual=axis.dual and each.family != "S")
                found.append(Atom(i, each.size, each, slot))
    return tuple(found)


def slots_of(part: Part) -> dict[Group, tuple[Slot, ...]]:
    """The slots of each group in a part, groups in the order of first appearance."""
    found: dict[Group, tuple[Slot, ...]] = {}
    for atom in atoms(part):
        if atom.group is not None:
            found[atom.group] = (*found.get(atom.group, ()), atom.slot)
    return found


def outermost(group: Group) -> Group:
    """The group in which a group lies that is itself within none.

    >>> outer = Group("A", "S", (2,))
    >>> outermost(Group("B", "S", (3,), within=outer)).name
    'A'
    """
    return group if group.within is None else outermost(group.within)


def clusters(parts: tuple[Part, ...]) -> tuple[tuple[Group, ...], ...]:
    """The groups that move any of these parts: those within one another together, outermost first.

    Whoever lies within a group comes after it.
    """
    found: dict[Group, list[Group]] = {}
    for part in parts:
        for group in slots_of(part):
            found.setdefault(outermost(group), []).append(group)
    return tuple(
        tuple(sorted(dict.fromkeys((root, *groups)), key=depth))
        if any(depth(g) for g in groups)
        else (root,)
        for root, groups in found.items()
    )


def depth(group: Group) -> int:
    """In how many groups a group lies.

    >>> depth(Group("B", "S", (3,), within=Group("A", "S", (2,))))
    1
    """
    return 0 if group.within is None else 1 + depth(group.within)


def tree_between(groups: tuple[Group, ...], sources: tuple[Part, ...], target: Part) -> Tree:
    """The slots of groups within one another: those of the sources, then those of the target."""
    parents: dict[Group, list[int]] = {group: [] for group in groups}
    slots: dict[Group, list[Slot]] = {group: [] for group in groups}
    below: dict[Group, int] = {}
    for i, part in enumerate((*sources, target)):
        if i == len(sources):
            below = {group: len(slots[group]) for group in groups}
        last: dict[Group, int] = {}
        for atom in atoms(part):
            if atom.group in parents:
                outer = atom.group.within
                parents[atom.group].append(last[outer] if outer is not None else 0)
                slots[atom.group].append(atom.slot)
                last[atom.group] = len(parents[atom.group]) - 1
    return Tree(
        groups,
        tuple(tuple(parents[group]) for group in groups),
        tuple(tuple(slots[group]) for group in groups),
        tuple(below[group] for group in groups),
    )
