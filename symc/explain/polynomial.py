"""Exact polynomials in the free sizes of a spec."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symc.ir.symmetry import Extent

Monomial = tuple[tuple[str, int], ...]
"""Sizes and their powers, by name; `()` is 1."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of whole multiples of monomials, highest degree first, without zeros.

    >>> n = Polynomial.of("n")
    >>> print((n * n + n * Polynomial.of(3)) * Polynomial.of(512))
    512 n^2 + 1,536 n
    """

    terms: tuple[tuple[Monomial, int], ...] = ()

    @staticmethod
    def of(extent: Extent) -> "Polynomial":
        """A constant, or a free size."""
        if isinstance(extent, str):
            return Polynomial(((((extent, 1),), 1),))
        return Polynomial((((), extent),) if extent else ())

    @staticmethod
    def product(extents: Iterable[Extent]) -> "Polynomial":
        """The product of lengths of axes: the entries of a tensor."""
        total = Polynomial.of(1)
        for extent in extents:
            total = total * Polynomial.of(extent)
        return total

    @staticmethod
    def total(polynomials: Iterable["Polynomial"]) -> "Polynomial":
        """The sum."""
        found: dict[Monomial, int] = {}
        for polynomial in polynomials:
            for monomial, factor in polynomial.terms:
                found[monomial] = found.get(monomial, 0) + factor
        return _polynomial(found)

    @property
    def sizes(self) -> tuple[str, ...]:
        """The free sizes that it depends on, by name."""
        return tuple(sorted({name for monomial, _ in self.terms for name, _ in monomial}))

    @property
    def degree(self) -> int:
        """The highest power of all sizes together."""
        return max((_degree(monomial) for monomial, _ in self.terms), default=0)

    @property
    def leading(self) -> "Polynomial":
        """The terms of highest degree."""
        degree = self.degree
        return Polynomial(tuple(term for term in self.terms if _degree(term[0]) == degree))

    def at(self, sizes: Mapping[str, int]) -> int:
        """The value where every free size has one."""
        total = 0
        for monomial, factor in self.terms:
            for name, power in monomial:
                factor *= sizes[name] ** power
            total += factor
        return total

    def __add__(self, other: "Polynomial") -> "Polynomial":
        return Polynomial.total((self, other))

    def __mul__(self, other: "Polynomial") -> "Polynomial":
        found: dict[Monomial, int] = {}
        for one, a in self.terms:
            for two, b in other.terms:
                monomial = _times(one, two)
                found[monomial] = found.get(monomial, 0) + a * b
        return _polynomial(found)

    def __str__(self) -> str:
        return " + ".join(_term(*term) for term in self.terms) or "0"


ZERO = Polynomial()


def _polynomial(found: dict[Monomial, int]) -> Polynomial:
    kept = [(monomial, factor) for monomial, factor in found.items() if factor]
    return Polynomial(tuple(sorted(kept, key=lambda term: (-_degree(term[0]), term[0]))))


def _degree(monomial: Monomial) -> int:
    return sum(power for _, power in monomial)


def _times(one: Monomial, two: Monomial) -> Monomial:
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def _term(monomial: Monomial, factor: int) -> str:
    powers = " ".join(name if power == 1 else f"{name}^{power}" for name, power in monomial)
    if not powers:
        return f"{factor:,}"
    return powers if factor == 1 else f"{factor:,} {powers}"
