"""How a tensor meets the waist: axes sorted by group, half-diagrams, and their program."""

from dataclasses import dataclass
from typing import Literal

from symc.ir.diagram import Block, Half
from symc.ir.symmetry import Extent, Group

Order = tuple[int, ...]
"""A permutation of the axes before the channels: axis i of the result is axis `order[i]`."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A tensor as the waist sees it: `orders[i]` axes of `groups[i]`, then the channels.

    Constant plain axes are folded into the channels.
    """

    groups: tuple[Group, ...]
    orders: tuple[int, ...]

    @property
    def axes(self) -> tuple[Group, ...]:
        """The group of every axis."""
        return tuple(g for g, k in zip(self.groups, self.orders, strict=True) for _ in range(k))

    @property
    def sizes(self) -> tuple[Extent, ...]:
        """The length of every axis."""
        return tuple(group.size for group in self.axes)


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """One half-diagram per group of a frame; slots count the frame's axes of that group."""

    halves: tuple[Half, ...]

    @property
    def waist(self) -> int:
        """The number of axes at the waist."""
        return sum(half.waist for half in self.halves)

    @property
    def is_root(self) -> bool:
        """Whether it is the tensor itself: every axis open, on its own."""
        return all(
            not half.closed and not half.epsilon and all(len(block) == 1 for block in half.open)
            for half in self.halves
        )

    @property
    def code(self) -> str:
        """A short name: equal letters share a diagonal, digits are closed, `e` is on the epsilon.

        >>> Pattern((Half(open=((0,), (1, 3)), closed=((2,),)),)).code
        'ij0j'
        """
        letters, digits, text = iter("ijklmnopqrstuvwxyz"), iter("0123456789"), ""
        for half in self.halves:
            at: dict[int, str] = dict.fromkeys(half.epsilon, "e")
            for blocks, names in ((half.open, letters), (half.closed, digits)):
                for block in blocks:
                    at |= dict.fromkeys(block, next(names))
            text += "".join(at[slot] for slot in sorted(at))
        return text


Patterns = tuple[Pattern, ...]
"""Patterns of one tensor at one level, side by side in the channels."""

Level = tuple[tuple[Group, int], ...]
"""How many axes of each group a waist tensor has, in the order of its axes; zeros are left out."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One arrow of a contraction: how node `child` comes from node `parent`.

    `sum` adds up axis `axes[0]` of the parent (with the signs of the metric where the group has
    one); `diagonal` sets axes `axes[0] < axes[1]` equal; `form` contracts two axes with a
    symplectic form; `epsilon` puts neighbouring axes `axes` on an epsilon vertex, whose legs take
    their place.
    """

    child: int
    parent: int
    kind: Literal["sum", "diagonal", "form", "epsilon"]
    axes: tuple[int, ...]
    group: Group


@dataclass(frozen=True, slots=True)
class Program:
    """A contraction of one frame: node 0 is the tensor itself, folds come in order of need.

    A port is one or more nodes side by side in the channels. Run forwards a program contracts an
    input; turned round, every sum becomes a broadcast and every diagonal a write to one, and it
    expands to an output. The two are adjoint. Where all axes are short, `is_matrix` says that both
    are done by one product with a constant matrix.
    """

    frame: Frame
    nodes: tuple[Pattern, ...]
    folds: tuple[Fold, ...]
    ports: tuple[tuple[int, ...], ...]
    is_matrix: bool = False


def open_axes(frame: Frame, pattern: Pattern) -> tuple[tuple[Group, Block], ...]:
    """The axes of a pattern's tensor at the waist: a group and its slots, no slots for a leg."""
    return tuple(
        (group, block)
        for group, half in zip(frame.groups, pattern.halves, strict=True)
        for block in (*half.open, *(((),) * half.legs))
    )


def level_of(frame: Frame, pattern: Pattern) -> Level:
    """The level at which a pattern meets others."""
    pairs = zip(frame.groups, pattern.halves, strict=True)
    return tuple((group, half.waist) for group, half in pairs if half.waist)


def level_name(level: Level) -> str:
    """The axes at a level as a name: `nodes_nodes`, `points_rot`, or `total` without axes.

    >>> level_name(((Group("Points", "S", ("n",)), 2), (Group("Rot", "O", (3,)), 1)))
    'points_points_rot'
    """
    return "_".join(short(group) for group, t in level for _ in range(t)) or "total"


def is_identity(order: tuple[int, ...]) -> bool:
    """Whether a permutation of axes moves none.

    >>> is_identity((0, 1)), is_identity((1, 0)), is_identity(())
    (True, False, True)
    """
    return order == tuple(range(len(order)))


def short(group: Group) -> str:
    """A group's name as part of other names: lower case, cut where very long."""
    return group.name.lower()[:16]
