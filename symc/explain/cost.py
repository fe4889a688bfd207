"""What something costs: operations and numbers moved, as polynomials in the free sizes."""

from collections.abc import Iterable
from dataclasses import dataclass

from symc.explain.polynomial import ZERO, Polynomial
from symc.ir.symmetry import Part
from symc.ir.waist import Level

REAL, COMPLEX = 4, 8
"""The bytes of a float32, and of a complex number of two."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Additions and multiplications, and numbers read and written, weights not among them.

    Each number is of `size` bytes; operations on complex numbers count as one.
    """

    flops: Polynomial = ZERO
    moved: Polynomial = ZERO
    size: int = REAL

    @property
    def bytes(self) -> Polynomial:
        """The memory traffic."""
        return self.moved * Polynomial.of(self.size)

    def of(self, size: int) -> "Cost":
        """The same with numbers of another size."""
        return Cost(self.flops, self.moved, size)

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.flops + other.flops, self.moved + other.moved, self.size)

    def __bool__(self) -> bool:
        return bool(self.flops.terms or self.moved.terms)


def total(costs: Iterable[Cost]) -> Cost:
    """The sum."""
    found = list(costs)
    return Cost(
        Polynomial.total(cost.flops for cost in found),
        Polynomial.total(cost.moved for cost in found),
        max((cost.size for cost in found), default=REAL),
    )


def entries(part: Part) -> Polynomial:
    """The numbers in a tensor, channels included."""
    return times(Polynomial.product(axis.extent for axis in part.axes), part.channels)


def times(polynomial: Polynomial, factor: int) -> Polynomial:
    """A whole multiple."""
    return polynomial * Polynomial.of(factor)


def volume(level: Level) -> Polynomial:
    """The entries at a level, per channel."""
    return Polynomial.product(group.size for group, t in level for _ in range(t))
