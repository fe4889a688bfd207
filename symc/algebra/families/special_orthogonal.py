"""SO(n): Brauer diagrams and those with one epsilon vertex (arXiv:2212.08630, 1102.3221)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb, factorial

from symc.algebra.counting import counted, double_factorial, odd_rows
from symc.algebra.diagrams import matchings, split
from symc.algebra.families.orthogonal import Orthogonal, constant_dimension
from symc.algebra.family import Action
from symc.algebra.selection import GREEDY_LIMIT, depth_greedy, involution, longest_increasing
from symc.ir.diagram import Block, Hom
from symc.ir.symmetry import Extent

Jellyfish = tuple[Block, tuple[Block, ...]]
"""The slots on the epsilon vertex, and a matching of the others."""


@dataclass(frozen=True, slots=True)
class SpecialOrthogonal:
    """The rotation group of R^n."""

    name: str = "SO"
    summary: str = "SO(n): rotations of R^n"
    example: str = "SO(3)"
    action: Action = "orthogonal"

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no rotation group."""
        return constant_dimension(self.name, parameters)

    def dimension(self, size: Extent, points: int) -> int:
        """O(n)'s, and the sum of f^lambda over lambda with exactly n rows, all odd."""
        assert isinstance(size, int)
        return Orthogonal().dimension(size, points) + odd_rows(points, size)

    def spanning(self, size: Extent, points: int) -> int:
        """Matchings, and choices of n slots for the epsilon with a matching of the rest."""
        assert isinstance(size, int)
        extra = comb(points, size) * double_factorial(points - size) if points >= size else 0
        return double_factorial(points) + extra

    def hom(self, size: Extent, bottom: int, top: int) -> Hom:
        """O(n)'s basis and a basis of the diagrams with an epsilon."""
        assert isinstance(size, int)
        points = bottom + top
        even = Orthogonal().hom(size, bottom, top)
        every = list(_jellyfish(points, size))
        if not every:
            return even
        kept = _independent(every, size, points, bottom)
        diagrams = [split(pairs, bottom, legs, size) for legs, pairs in kept]
        reason = (
            f"{counted(len(even.diagrams), 'matching')}, and {len(kept)} of "
            f"{counted(len(every), 'diagram')} with an epsilon, independent at n = {size}"
        )
        basis = tuple(sorted((*even.diagrams, *diagrams), key=lambda d: d.key))
        return Hom(basis, even.spanning + len(every), reason)


def _jellyfish(points: int, size: int) -> Iterator[Jellyfish]:
    for legs in combinations(range(points), size):
        rest = tuple(s for s in range(points) if s not in legs)
        yield from ((legs, pairs) for pairs in matchings(rest))


def _independent(every: list[Jellyfish], size: int, points: int, bottom: int) -> list[Jellyfish]:
    """Those with LIS(w) <= n, epsilon slots fixed by w; or the cheapest basis at few slots."""
    if len(every) > GREEDY_LIMIT:
        return [e for e in every if longest_increasing(involution(e[1], points)) <= size]
    diagrams = [split(pairs, bottom, legs, size) for legs, pairs in every]
    kept = set(
        depth_greedy(
            diagrams,
            lambda i, j: _gram(every[i], every[j], size, points),
            odd_rows(points, size),
        )
    )
    return [e for e, d in zip(every, diagrams, strict=True) if d in kept]


def _gram(first: Jellyfish, second: Jellyfish, size: int, points: int) -> int:
    """<d, d'> = n^loops n! sgn: paths lead each leg of one epsilon to one of the other, or 0."""
    one, two = involution(first[1], points), involution(second[1], points)
    ends: list[int] = []
    seen: set[int] = set()
    for leg in first[0]:
        at = leg
        while True:
            seen.add(at)
            if at in second[0]:
                break
            at = two[at]
            seen.add(at)
            if at in first[0]:
                return 0
            at = one[at]
        ends.append(second[0].index(at))
    cycles = 0
    for start in range(points):
        if start not in seen:
            cycles += 1
            at = start
            while at not in seen:
                seen |= {at, one[at]}
                at = two[one[at]]
    return int(_sign(ends) * factorial(size) * size**cycles)


def _sign(word: list[int]) -> int:
    inversions = sum(a > b for i, a in enumerate(word) for b in word[i + 1 :])
    return -1 if inversions % 2 else 1
