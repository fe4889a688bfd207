"""What a node's matrices are put together from: maps and constants, collected level by level."""

from dataclasses import dataclass, field

from symc.ir.parameters import Tied
from symc.ir.waist import Order, Pattern, Patterns

Key = tuple[int, Pattern]
"""A bottom or top: which input or output, and its pattern."""


@dataclass(slots=True)
class Bench:
    """What is collected of one level while a node is scheduled: its maps and constants.

    `held` says which of them each band has, the exact part first; all are exact if it is empty.
    """

    maps: set[tuple[Key, Key, Order]] = field(default_factory=set)
    constants: set[Key] = field(default_factory=set)
    held: dict[int, "Bench"] = field(default_factory=dict)

    def of(self, band: int) -> "Bench":
        """What one band has."""
        if not self.held:
            return self
        return self.held.get(band, Bench())

    @property
    def bottoms(self) -> list[Key]:
        """Every bottom, input by input."""
        return sorted({bottom for bottom, _, _ in self.maps})

    def tops(self, target: int) -> list[Pattern]:
        """Every top of one output."""
        reached = {top for _, top, _ in self.maps} | self.constants
        return sorted(pattern for t, pattern in reached if t == target)

    def orders(self, target: int, patterns: Patterns) -> tuple[Order, ...]:
        """The permutations to these tops, each once, in canonical order."""
        tops = {(target, pattern) for pattern in patterns}
        return tuple(sorted({order for _, top, order in self.maps if top in tops}))


@dataclass(frozen=True, slots=True)
class Bottom:
    """The width of one bottom's rows and the variance of its entries."""

    channels: int
    energy: int


Ties = dict[tuple[int | None, int], Tied]
"""How folded axes share weights, by source (None for the constant) and target."""


@dataclass(frozen=True, slots=True)
class Grades:
    """The word and ties of every band, and of every view the number of its band and its ties."""

    bands: tuple[tuple[str, Ties], ...]
    views: tuple[tuple[int, Ties], ...]
