"""S(n): partition diagrams (Maron et al., arXiv:1812.09902; Pearce-Crump, arXiv:2212.08648)."""

from dataclasses import dataclass

from symc.algebra.counting import bell, counted
from symc.algebra.diagrams import partitions, split
from symc.algebra.family import Action
from symc.algebra.selection import GREEDY_LIMIT, depth_greedy
from symc.ir.diagram import Block, Diagram, Hom
from symc.ir.symmetry import Extent


@dataclass(frozen=True, slots=True)
class Symmetric:
    """The symmetric group on n points, permuting coordinates; n may be a free size."""

    name: str = "S"
    summary: str = "S(n): all permutations of n points; n may be a free size"
    example: str = "S(n)"
    action: Action = "permutation"

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no symmetric group."""
        match parameters:
            case (int() as n,) if n < 1:
                return f"S(n) needs at least one point, and {n} is not one"
            case (_,):
                return None
        return f"S(n) takes one size, and {len(parameters)} are given"

    def dimension(self, size: Extent, points: int) -> int:
        """The number of set partitions of the slots into at most n blocks."""
        return bell(points, size if isinstance(size, int) else None)

    def spanning(self, size: Extent, points: int) -> int:
        """The Bell number."""
        return bell(points)

    def hom(self, size: Extent, bottom: int, top: int) -> Hom:
        """Partition diagrams: all of them, or the cheapest basis among them at small n."""
        points = bottom + top
        every = list(partitions(points))
        if isinstance(size, str) or size >= points:
            kept = tuple(sorted((split(p, bottom) for p in every), key=lambda d: d.key))
            why = "any n" if isinstance(size, str) else f"n >= k+l = {points}"
            return Hom(kept, len(every), f"all partitions of {counted(points, 'slot')} ({why})")
        dimension = self.dimension(size, points)
        if len(every) > GREEDY_LIMIT:
            few = [split(p, bottom) for p in every if len(p) <= size]
            reason = f"partitions of {points} slots into at most {counted(size, 'block')}"
            return Hom(tuple(sorted(few, key=lambda d: d.key)), len(every), reason)
        diagrams = [split(p, bottom) for p in every]
        kept = depth_greedy(diagrams, _gram(every, points, size), dimension)
        reason = f"{dimension} of {len(every)} partitions are independent at n = {size}"
        return Hom(_ordered(kept), len(every), reason)


def _ordered(diagrams: tuple[Diagram, ...]) -> tuple[Diagram, ...]:
    return tuple(sorted(diagrams, key=lambda d: d.key))


class _gram:
    """<D_pi, D_rho> = n^(number of blocks of the join of pi and rho)."""

    def __init__(self, every: list[tuple[Block, ...]], points: int, size: int) -> None:
        self.every, self.points, self.size = every, points, size

    def __call__(self, i: int, j: int) -> int:
        parent = list(range(self.points))

        def root(x: int) -> int:
            while parent[x] != x:
                x = parent[x]
            return x

        joined = self.points
        for block in (*self.every[i], *self.every[j]):
            for slot in block[1:]:
                a, b = root(block[0]), root(slot)
                if a != b:
                    parent[b] = a
                    joined -= 1
        return int(self.size**joined)
