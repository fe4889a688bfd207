"""Levels of symmetry as a node has them: how far it may leave each group that moves its axes.

Scopes are resolved: the innermost word has won, group by group. A node whose symmetries all hold
exactly has no record.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from symc.ir.ast_levels import By
from symc.ir.symmetry import Group
from symc.report.source import Span

Norm: TypeAlias = Literal["op", "haar", "rate"]


@dataclass(frozen=True, slots=True)
class Exact:
    """The symmetry holds."""

    def __str__(self) -> str:
        return "exact"


@dataclass(frozen=True, slots=True)
class Bound:
    """What breaks the symmetry is at most `amount` times what keeps it, in a norm.

    `reach` says how far out in a group that is not compact: the largest size of a vector of size 1
    after an element of the group. A `learned` bound is a parameter that never leaves the amount.
    """

    amount: Fraction
    norm: Norm = "op"
    reach: tuple[str, Fraction] | None = None
    learned: bool = False

    def __str__(self) -> str:
        learned = "learned " if self.learned else ""
        norm = "" if self.norm == "op" else f" {self.norm}"
        reach = "" if self.reach is None else f" for {self.reach[0]} <= {float(self.reach[1]):g}"
        return f"breaking {learned}<= {float(self.amount):g}{norm}{reach}"


@dataclass(frozen=True, slots=True)
class Prior:
    """A Gaussian prior: what breaks the symmetry is about `amount` times what keeps it.

    Both are measured by their sums of squares, or by those of derivatives along the group: `rate`.
    """

    amount: Fraction
    norm: Norm = "haar"

    def __str__(self) -> str:
        norm = " rate" if self.norm == "rate" else ""
        return f"breaking ~ {float(self.amount):g}{norm}"


@dataclass(frozen=True, slots=True)
class Learned:
    """The amount is learned, without a bound."""

    def __str__(self) -> str:
        return "breaking learned"


@dataclass(frozen=True, slots=True)
class Free:
    """No tie at all."""

    def __str__(self) -> str:
        return "free"


@dataclass(frozen=True, slots=True)
class Enforced:
    """Enforced around a network that is free of the symmetry."""

    by: By

    def __str__(self) -> str:
        return f"by {self.by.method.text}"


Mode: TypeAlias = Exact | Bound | Prior | Learned | Free | Enforced


@dataclass(frozen=True, slots=True)
class Level:
    """How far one group may be left; down to the subgroup `toward`, if there is one."""

    group: Group
    mode: Mode
    toward: Group | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        toward = "" if self.toward is None else f" to {self.toward.name}"
        return f"{self.group.name}: {self.mode}{toward}"


@dataclass(frozen=True, slots=True)
class Loosened:
    """The levels of one group that moves axes: its own, if it has one, and those of subgroups.

    Without a level of its own the rest of the group is free.
    """

    group: Group
    levels: tuple[Level, ...]

    @property
    def is_free(self) -> bool:
        """Whether the axes of the group count as plain: nothing of it is kept by weights."""
        return all(isinstance(level.mode, Free | Enforced) for level in self.levels)

    @property
    def own(self) -> Level | None:
        """The level of the group itself."""
        return next((level for level in self.levels if level.group == self.group), None)

    def __str__(self) -> str:
        return ", ".join(map(str, self.levels))
