"""What a whole part does under its groups: which functions of its entries commute with them.

Axes act together: the strongest action of any axis counts, characters of one group multiply, and
the exchange of antisymmetric blocks is a change of sign.
"""

from functools import cache

from symc.algebra.atoms import atoms
from symc.algebra.family import Action, Signature, Slot
from symc.algebra.intertwiner import dimension, slot_action
from symc.ir.symmetry import Group, Part


@cache
def motions(part: Part) -> tuple[tuple[Group, Action], ...]:
    """The groups that do more than permute the entries of a part, and what they do."""
    slots: dict[Group, list[Slot]] = {}
    for atom in atoms(part):
        if atom.group is not None:
            slots.setdefault(atom.group, []).append(atom.slot)
    found: list[tuple[Group, Action]] = []
    for group, own in slots.items():
        large = [slot for slot in own if slot.label not in ("sign", "det", "trivial")]
        small = tuple(slot for slot in own if slot.label in ("sign", "det"))
        if small and not dimension(group, Signature((), small)):
            large += small
        action = together(tuple(slot_action(group, slot) for slot in large))
        if action != "permutation":
            found.append((group, action))
    return tuple(found)


@cache
def motion_of(part: Part) -> Action:
    """The action of all groups on the entries of a part."""
    actions = tuple(action for _, action in motions(part))
    if any(power.sign == -1 for power in part.powers):
        actions = (*actions, "signed permutation")
    return together(actions)


def together(actions: tuple[Action, ...]) -> Action:
    """The action of several groups, or on several axes, at once.

    >>> together(("permutation", "signed permutation"))
    'signed permutation'
    """
    kinds = set(actions) - {"permutation"}
    if not kinds:
        return "permutation"
    if kinds == {"scaling"}:
        return "scaling"
    if "linear" in kinds or "scaling" in kinds:
        return "linear"
    if "unitary" in kinds:
        return "unitary"
    return "orthogonal" if "orthogonal" in kinds else "signed permutation"
