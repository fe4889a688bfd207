"""How an element of a group, or of its Lie algebra, moves values."""

import torch
from torch import Tensor

from symc.discovery.data import Slot
from symc.ir.symmetry import Group


def moved(value: Tensor, slot: Slot, group: Group, elements: Tensor) -> Tensor:
    """Every sample moved by an element of its own, along all axes of the group."""
    for place, axis in enumerate(slot.part.axes, 1):
        if axis.group == group:
            matrix = torch.linalg.inv(elements).mT if axis.dual else elements
            value = _along(value, matrix, place)
    return value


def shifted(value: Tensor, slot: Slot, group: Group, flow: Tensor) -> Tensor:
    """What an element of the Lie algebra, one for each sample, does to it: the derivative."""
    total = torch.zeros_like(value)
    for place, axis in enumerate(slot.part.axes, 1):
        if axis.group == group:
            total = total + _along(value, -flow.mT if axis.dual else flow, place)
    return total


def _along(value: Tensor, matrices: Tensor, place: int) -> Tensor:
    """One matrix for each sample, times one axis."""
    front = value.movedim(place, 1)
    return (
        (matrices @ front.flatten(2) if front.ndim > 2 else _vector(matrices, front))
        .reshape(front.shape)
        .movedim(1, place)
    )


def _vector(matrices: Tensor, value: Tensor) -> Tensor:
    return (matrices @ value[..., None])[..., 0]
