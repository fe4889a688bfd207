"""Tensors of a node as frames: axes sorted by group, constant plain axes folded into channels."""

from dataclasses import dataclass
from fractions import Fraction
from math import factorial, sqrt
from typing import TypeAlias

from symc.algebra import action_of, moved_by, orders, plain_entries
from symc.ir.diagram import Half
from symc.ir.model import Value
from symc.ir.plan import Arrange, Order, Restore
from symc.ir.symmetry import Group, Part
from symc.ir.waist import Frame, Pattern, is_identity

Means: TypeAlias = tuple[tuple[Group, int], ...]
"""By which powers of which groups' sizes to divide."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A value of the model and its frame; `flat` is the name of the arranged tensor."""

    value: Value
    flat: str
    frame: Frame
    order: Order
    folded: int

    @property
    def part(self) -> Part:
        """The type of the value."""
        return self.value.part

    @property
    def channels(self) -> int:
        """Channels of the arranged tensor."""
        return self.part.channels * plain_entries(self.part)

    @property
    def entries(self) -> int:
        """Entries of the constant plain axes, which stand before the channels proper."""
        return plain_entries(self.part)

    @property
    def is_arranged(self) -> bool:
        """Whether the value is its own arranged tensor."""
        trivial = is_identity(self.order)
        return trivial and not self.folded and self.part.multiplicity is not None

    def arrange(self) -> Arrange:
        """The step from the value to its frame."""
        return Arrange(self.value.name, self.flat, self.part, self.order, self.folded)

    def restore(self) -> Restore:
        """The step back."""
        return Restore(self.flat, self.value.name, self.part, self.order, self.folded)


def tensor(value: Value, groups: tuple[Group, ...]) -> Tensor:
    """A value in the frame whose groups come in the order of `groups`."""
    moved = [moved_by(axis) for axis in value.part.axes]
    count = orders(value.part)
    held = tuple(group for group in groups if group in count)
    order = [i for group in held for i, by in enumerate(moved) if by == group]
    plain = [i for i, by in enumerate(moved) if by is None]
    frame = Frame(held, tuple(count[group] for group in held))
    found = Tensor(value, value.name, frame, (*order, *plain), len(plain))
    if found.is_arranged:
        return found
    return Tensor(value, f"{value.name}_flat", frame, (*order, *plain), len(plain))


def all_groups(parts: list[Part], declared: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups that move any of these parts, in the order of the model's."""
    found = dict.fromkeys(group for part in parts for group in orders(part))
    first = [group for group in declared if group in found]
    return (*first, *(group for group in found if group not in declared))


def is_mean(group: Group) -> bool:
    """Whether sums over an axis of this group are taken as means."""
    return action_of(group) == "permutation"


def energy(group: Group, half: Half) -> int:
    """The variance of a contracted entry where those of the tensor have variance 1.

    Means count as one: what they pool is seldom independent.
    """
    vertex = factorial(len(half.epsilon))
    size = group.size
    if is_mean(group) or isinstance(size, str):
        return vertex
    return int(vertex * size ** len(half.closed))


def energy_of(frame: Frame, pattern: Pattern) -> int:
    """The product over the groups of a frame."""
    total = 1
    for group, half in zip(frame.groups, pattern.halves, strict=True):
        total *= energy(group, half)
    return total


def level_share(frame: Frame, levels: int) -> Fraction:
    """By how much each of so many levels that feed an output is to be scaled down in variance.

    Means carry little of what differs between points, and all of what they share: where there are
    any, shares of about 1/sqrt(levels) keep the scale of both within a factor of levels^(1/4).
    """
    if not any(map(is_mean, frame.groups)):
        return Fraction(levels)
    return Fraction(round(4 * sqrt(levels)), 4)


def is_generic(frame: Frame, pattern: Pattern) -> bool:
    """Whether a top reaches every entry of its tensor, not just some diagonal."""
    return all(
        not half.epsilon
        and all(len(block) == 1 for block in half.open)
        and all(len(block) == 1 and is_mean(group) for block in half.closed)
        for group, half in zip(frame.groups, pattern.halves, strict=True)
    )
