"""Diagonal quadratic forms: what is orthogonal to a vector, reflections, and turns of planes."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from symc.algebra.matrices import Square, identity, null_vectors, times
from symc.algebra.numbers import Exact, approximate, inverse

Vector: TypeAlias = tuple[Exact, ...]
"""Exact coordinates."""


@dataclass(frozen=True, slots=True)
class Quadratic:
    """The form with these signs on the diagonal."""

    signs: tuple[int, ...]

    def of(self, a: Vector, b: Vector) -> Exact:
        """The value on two vectors."""
        total: Exact = 0
        for sign, x, y in zip(self.signs, a, b, strict=True):
            total = total + sign * x * y
        return total

    def across(self, *fixed: Vector) -> tuple[list[Vector], list[Vector]]:
        """An orthogonal basis of what is orthogonal to vectors; those of square 0 come apart.

        >>> Quadratic((1, -1, -1)).across((1, 1, 0))
        ([(0, 0, 1)], [(1, 1, 0)])
        """
        rows = [[s * x for s, x in zip(self.signs, a, strict=True)] for a in fixed]
        rest = null_vectors(rows, len(self.signs))
        found: list[Vector] = []
        while rest:
            lead = next((a for a in rest if self.of(a, a)), None) or self._sum(rest)
            if lead is None:
                return found, rest
            over = inverse(self.of(lead, lead))
            found.append(lead)
            left = [_less(a, self.of(a, lead) * over, lead) for a in rest]
            rest = _independent([a for a in left if any(a)])
        return found, []

    def _sum(self, vectors: list[Vector]) -> Vector | None:
        """The sum of two vectors of square 0 that are not orthogonal."""
        for i, a in enumerate(vectors):
            for b in vectors[:i]:
                if self.of(a, b):
                    return _less(a, -1, b)
        return None

    def reflections(self, *fixed: Vector) -> tuple[Square, ...]:
        """Reflections that fix vectors: along one of positive and one of negative square."""
        chosen: dict[bool, Vector] = {}
        for a in self.across(*fixed)[0]:
            chosen.setdefault(approximate(self.of(a, a)).real > 0, a)
        return tuple(self.reflection(chosen[sign]) for sign in (True, False) if sign in chosen)

    def turns(self, *fixed: Vector) -> tuple[Square, ...]:
        """The product of both reflections: of determinant 1, and in another component."""
        found = self.reflections(*fixed)
        return (times(*found),) if len(found) == 2 else ()

    def reflection(self, along: Vector) -> Square:
        """x - 2 <x, a> a / <a, a>."""
        n, factor = len(along), -2 * inverse(self.of(along, along))
        return tuple(
            tuple(
                identity(n)[i][j] + factor * along[i] * self.signs[j] * along[j] for j in range(n)
            )
            for i in range(n)
        )

    def planes(self, *fixed: Vector) -> tuple[Square, ...]:
        """Turns and boosts of planes orthogonal to vectors, which generate all that fix them.

        The planes are those of neighbours in an orthogonal basis; a vector that is orthogonal to
        itself is the first of them.
        """
        found, null = self.across(*fixed)
        chain = [*null, *found]
        return tuple(self._wedge(a, b) for a, b in pairwise(chain))

    def _wedge(self, a: Vector, b: Vector) -> Square:
        """x -> b <a, x> - a <b, x>."""
        n = len(a)
        return tuple(
            tuple(self.signs[j] * (b[i] * a[j] - a[i] * b[j]) for j in range(n)) for i in range(n)
        )


def _less(a: Vector, factor: Exact, b: Vector) -> Vector:
    return tuple(x - factor * y for x, y in zip(a, b, strict=True))


def _independent(vectors: list[Vector]) -> list[Vector]:
    """A basis of what some vectors span, chosen among them."""
    from symc.algebra.matrices import echelon

    columns: list[list[Exact]] = [list(row) for row in zip(*vectors, strict=True)]
    _, pivots, _ = echelon(columns)
    return [vectors[i] for i in pivots]
