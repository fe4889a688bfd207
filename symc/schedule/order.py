"""The order of groups in all frames of a model: so that large tensors need no transposing."""

from math import prod

from symc.algebra import atoms
from symc.ir.model import Model
from symc.ir.symmetry import Group, Part

FREE = 32
"""What a free size counts for."""


def group_order(model: Model) -> tuple[Group, ...]:
    """The groups of a model; of two, the one that comes first in most of what has both.

    Where that is undecided, or goes round in a circle, the order is that of the model.
    """
    parts = [v.part for a in model.arguments for v in a.values]
    parts += [v.part for node in model.nodes for v in node.outputs]
    before: dict[tuple[Group, Group], int] = {}
    for part in parts:
        entries = _entries(part)
        held = dict.fromkeys(atom.group for atom in atoms(part) if atom.group in model.groups)
        known = [group for group in held if group is not None]
        for i, first in enumerate(known):
            for second in known[i + 1 :]:
                before[first, second] = before.get((first, second), 0) + entries
    left, found = list(model.groups), list[Group]()
    while left:
        free = [a for a in left if all(_leads(before, a, b) for b in left)]
        found.append((free or left)[0])
        left.remove(found[-1])
    return tuple(found)


def _leads(before: dict[tuple[Group, Group], int], a: Group, b: Group) -> bool:
    return before.get((a, b), 0) >= before.get((b, a), 0)


def _entries(part: Part) -> int:
    extents = (axis.extent for axis in part.axes)
    return part.channels * prod(n if isinstance(n, int) else FREE for n in extents)
