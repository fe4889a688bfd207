"""Tensors of a node as frames: axes sorted by group, the others folded into the channels.

Folded are constant plain axes, axes of size 1, and every axis of a folded group.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod, sqrt
from typing import TypeAlias

from symc.algebra import Atom, atoms, form_of, is_permuted, orders, slots_of
from symc.ir.diagram import Half
from symc.ir.model import Value
from symc.ir.plan import Arrange, Restore
from symc.ir.symmetry import Extent, Group, Part
from symc.ir.waist import Frame, Order, Pattern, is_identity, short

Means: TypeAlias = tuple[tuple[Group, int], ...]
"""By which powers of which groups' sizes to divide."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A value of the model and its frame; `flat` is the name of the arranged tensor.

    `order` counts atoms, the last `folded` of which are in the channels; the first of these are
    the axes of folded groups, with lengths `shared`. `duals` are the atoms that are dual, of
    groups with a form.
    """

    value: Value
    flat: str
    frame: Frame
    order: Order
    folded: int
    shared: tuple[int, ...] = ()
    duals: tuple[tuple[int, Group], ...] = ()

    @property
    def part(self) -> Part:
        """The type of the value."""
        return self.value.part

    @property
    def channels(self) -> int:
        """Channels of the arranged tensor."""
        return self.part.channels * self.entries

    @property
    def entries(self) -> int:
        """Entries of all folded axes, which stand before the channels proper."""
        made = atoms(self.part)
        extents = (made[i].extent for i in self.order[len(self.order) - self.folded :])
        return prod(extent for extent in extents if isinstance(extent, int))

    @property
    def tied(self) -> int:
        """Entries of the axes of folded groups, which share weights."""
        return prod(self.shared)

    def slots(self, group: Group) -> int:
        """The number of axes of a folded group."""
        return sum(atom.group == group for atom in atoms(self.part))

    @property
    def free(self) -> int:
        """Entries of the other folded axes."""
        return self.entries // self.tied

    @property
    def is_arranged(self) -> bool:
        """Whether the value is its own arranged tensor."""
        return self.flat == self.value.name

    @property
    def lengths(self) -> tuple[tuple[Extent, ...], ...]:
        """The lengths of the atoms of every axis."""
        made = atoms(self.part)
        return tuple(
            tuple(atom.extent for atom in made if atom.axis == i)
            for i in range(len(self.part.axes))
        )

    def arrange(self) -> Arrange:
        """The step from the value to its frame."""
        return Arrange(
            self.value.name, self.flat, self.part, self.order, self.folded, self.lengths, self.duals
        )

    def restore(self) -> Restore:
        """The step back."""
        return Restore(
            self.flat, self.value.name, self.part, self.order, self.folded, self.lengths, self.duals
        )


def tensor(value: Value, groups: tuple[Group, ...], folded: tuple[Group, ...] = ()) -> Tensor:
    """A value in the frame whose groups come in the order of `groups`, without those folded."""
    made = atoms(value.part)
    count = orders(value.part, folded)
    held = tuple(group for group in groups if group in count)
    order = [i for g in held for i, a in enumerate(made) if a.group == g and not a.slot.label]
    shared = [i for group in folded for i, atom in enumerate(made) if atom.group == group]
    plain = [i for i, atom in enumerate(made) if _is_plain(atom, folded)]
    frame = Frame(held, tuple(count[group] for group in held))
    lengths = tuple(atom.extent for atom in map(made.__getitem__, shared))
    taken = (*order, *shared, *plain)
    known = tuple(n for n in lengths if isinstance(n, int))
    inside = len(shared) + len(plain)
    whole = not any(axis.fibres for axis in value.part.axes)
    duals = tuple(
        (i, atom.group)
        for i, atom in enumerate(made)
        if i in order and atom.slot.dual and atom.group is not None and form_of(atom.group)
    )
    if (
        whole
        and not inside
        and not duals
        and is_identity(taken)
        and value.part.multiplicity is not None
    ):
        return Tensor(value, value.name, frame, taken, 0)
    by = "".join(f"_by_{short(group)}" for group in folded if group in slots_of(value.part))
    return Tensor(value, f"{value.name}_flat{by}", frame, taken, inside, known, duals)


def _is_plain(atom: Atom, folded: tuple[Group, ...]) -> bool:
    return atom.group is None or (bool(atom.slot.label) and atom.group not in folded)


def all_groups(
    parts: list[Part], declared: tuple[Group, ...], folded: tuple[Group, ...] = ()
) -> tuple[Group, ...]:
    """The groups that move any of these parts, in the order of the model's; none that is folded."""
    found = dict.fromkeys(group for part in parts for group in orders(part, folded))
    first = [group for group in declared if group in found]
    return (*first, *(group for group in found if group not in declared))


def energy(group: Group, half: Half) -> int:
    """The variance of a contracted entry where those of the tensor have variance 1.

    Means count as one: what they pool is seldom independent.
    """
    vertex = factorial(len(half.epsilon))
    size = group.size
    if is_permuted(group) or isinstance(size, str):
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
    if not any(map(is_permuted, frame.groups)):
        return Fraction(levels)
    return Fraction(round(4 * sqrt(levels)), 4)


def is_generic(frame: Frame, pattern: Pattern) -> bool:
    """Whether a top reaches every entry of its tensor, not just some diagonal."""
    return all(
        not half.epsilon
        and all(len(block) == 1 for block in half.open)
        and all(len(block) == 1 and is_permuted(group) for block in half.closed)
        for group, half in zip(frame.groups, pattern.halves, strict=True)
    )
