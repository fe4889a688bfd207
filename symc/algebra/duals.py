"""Dual axes."""

from dataclasses import replace

from symc.algebra.family import Slot, slot_of
from symc.algebra.intertwiner import slot_action
from symc.algebra.irreps import turned
from symc.ir.symmetry import Axis

_SELF_DUAL = ("permutation", "signed permutation", "orthogonal")


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
