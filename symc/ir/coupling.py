"""Exact bilinear maps of three irreps: sparse tensors of signed roots of fractions."""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

__all__ = ["Coupling", "Root", "root_of"]

_GUARD = 80
"""Bits of a root beyond those of its double."""


def root_of(square: Fraction) -> float:
    """The root of a fraction with the fraction's sign, correctly rounded.

    >>> root_of(Fraction(-1, 4))
    -0.5
    """
    over = square.denominator
    scaled = abs(square.numerator) * over << 2 * _GUARD
    value = isqrt(scaled) / (over << _GUARD)
    return -value if square < 0 else value


@dataclass(frozen=True, slots=True)
class Root:
    """One entry of a coupling: sign(s) sqrt(|s|) at (i, j, k), where s is the signed square."""

    i: int
    j: int
    k: int
    square: Fraction

    @property
    def value(self) -> float:
        """The nearest double."""
        return root_of(self.square)


@dataclass(frozen=True, slots=True)
class Coupling:
    """A map z_k += c_ijk x_i y_j by its non-zero entries, in the order of their indices."""

    sizes: tuple[int, int, int]
    entries: tuple[Root, ...]

    @property
    def norm(self) -> Fraction:
        """The sum of the squares of all entries."""
        return sum((abs(entry.square) for entry in self.entries), Fraction(0))

    def __str__(self) -> str:
        one, two, three = self.sizes
        return f"{one} x {two} -> {three}, {len(self.entries)} non-zero"
