"""O(n): Brauer diagrams (Brauer 1937; Pearce-Crump, arXiv:2212.08630)."""

from dataclasses import dataclass

from symc.algebra.counting import double_factorial, even_rows
from symc.algebra.diagrams import matchings, split
from symc.algebra.family import Action
from symc.algebra.selection import GREEDY_LIMIT, depth_greedy, involution, longest_increasing
from symc.ir.diagram import Block, Hom
from symc.ir.symmetry import Extent


@dataclass(frozen=True, slots=True)
class Orthogonal:
    """The orthogonal group of R^n, rotations and reflections."""

    name: str = "O"
    summary: str = "O(n): rotations and reflections of R^n"
    example: str = "O(3)"
    action: Action = "orthogonal"

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no orthogonal group."""
        return constant_dimension(self.name, parameters)

    def dimension(self, size: Extent, points: int) -> int:
        """The sum of f^(2 mu) over partitions mu of N/2 with at most n rows."""
        assert isinstance(size, int)
        return even_rows(points, size)

    def spanning(self, size: Extent, points: int) -> int:
        """(N-1)!! perfect matchings."""
        return double_factorial(points)

    def hom(self, size: Extent, bottom: int, top: int) -> Hom:
        """Perfect matchings: those with LIS(w) <= n, or the cheapest basis at few slots."""
        assert isinstance(size, int)
        points = bottom + top
        every = list(matchings(tuple(range(points))))
        dimension = self.dimension(size, points)
        if dimension == len(every):
            kept = tuple(split(m, bottom) for m in every)
            reason = f"every perfect matching of {points} slots: {len(every)} (k+l <= 2n)"
        elif len(every) > GREEDY_LIMIT:
            few = [m for m in every if longest_increasing(involution(m, points)) <= size]
            kept = tuple(split(m, bottom) for m in few)
            reason = f"perfect matchings of {points} slots with LIS <= {size}"
        else:
            diagrams = [split(m, bottom) for m in every]
            kept = depth_greedy(
                diagrams, lambda i, j: size ** loops(every[i], every[j], points), dimension
            )
            reason = f"{dimension} of {len(every)} matchings are independent at n = {size}"
        if points % 2:
            reason = f"no perfect matching of {points} slots: -1 in O({size}) acts by -1"
        return Hom(tuple(sorted(kept, key=lambda d: d.key)), len(every), reason)


def constant_dimension(family: str, parameters: tuple[Extent, ...]) -> str | None:
    """Why parameters are not one constant dimension of at least 1, or None."""
    match parameters:
        case (int() as n,) if n >= 1:
            return None
        case (int() as n,):
            return f"{family}(n) needs a dimension of at least 1, and {n} is less"
        case (str() as name,):
            return f"the basis depends on n, so {family}({name}) needs a constant, not a free size"
    return f"{family}(n) takes one dimension, and {len(parameters)} are given"


def loops(first: tuple[Block, ...], second: tuple[Block, ...], points: int) -> int:
    """The number of cycles of two perfect matchings drawn on the same points."""
    one, two = involution(first, points), involution(second, points)
    seen: set[int] = set()
    count = 0
    for start in range(points):
        if start not in seen:
            count += 1
            at = start
            while at not in seen:
                seen |= {at, one[at]}
                at = two[one[at]]
    return count
