"""A weight space as it is written down: groups, and tensors whose axes they move."""

from dataclasses import dataclass
from math import prod
from typing import TypeAlias

Segment: TypeAlias = tuple[int | str, ...]
"""Row-major over groups and plain factors: `("Heads", "Dk")`, `(3,)`; () has one entry."""

Axis: TypeAlias = tuple[Segment, ...]
"""Segments laid one after the other; almost always a single one."""


@dataclass(frozen=True, slots=True)
class Symmetric:
    """`group Dk = S(8) within Heads`; `places` are the axes of weights that it moves."""

    name: str
    size: int
    within: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One tensor of a `state_dict`."""

    key: str
    shape: tuple[int, ...]
    axes: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """What `symc trace` found.

    `fixed` are plain axes by the reason that nothing moves them, `tied` further keys of a tensor
    that has one already, `left` entries that no type can hold, `unknown` operations that pinned
    axes for want of a rule.
    """

    name: str
    groups: tuple[Symmetric, ...]
    entries: tuple[Entry, ...]
    fixed: tuple[tuple[str, tuple[str, ...]], ...]
    tied: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str], ...]

    @property
    def numbers(self) -> int:
        """How many numbers the record holds."""
        return sum(prod(entry.shape) for entry in self.entries)

    def size(self, factor: int | str) -> int:
        """The length of a factor of an axis."""
        if isinstance(factor, int):
            return factor
        return next(group.size for group in self.groups if group.name == factor)
