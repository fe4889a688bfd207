"""Bases of partition diagrams: which ones are kept where n is small.

What S, B and the groups with as few maps have in common (Maron et al., arXiv:1812.09902;
Pearce-Crump, arXiv:2212.08648).
"""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from math import comb

from symc.algebra.counting import counted
from symc.algebra.diagrams import partitions, split
from symc.algebra.selection import GREEDY_LIMIT, depth_greedy
from symc.ir.diagram import Block, Hom
from symc.ir.symmetry import Extent


def partition_hom(size: Extent, bottom: int, points: int) -> Hom:
    """A basis of the maps that all permutations leave alone; a free size counts as large."""
    why = "any n" if isinstance(size, str) else f"n >= k+l = {points}"
    return _hom(size, bottom, points, list(partitions(points)), ("", why))


def even_partition_hom(size: int, bottom: int, points: int) -> Hom:
    """A basis of the maps that all signed permutations leave alone: blocks of even size."""
    if points % 2:
        return Hom((), 0, f"{counted(points, 'slot')} cannot be cut into blocks of even size")
    why = f"n >= (k+l)/2 = {points // 2}"
    return _hom(size, bottom, points, list(even_partitions(tuple(range(points)))), ("even ", why))


def even_partitions(points: Block) -> Iterator[tuple[Block, ...]]:
    """Every partition of these points into blocks of even size.

    >>> [sum(1 for _ in even_partitions(tuple(range(n)))) for n in (0, 1, 2, 4, 6)]
    [1, 0, 1, 4, 31]
    """
    if not points:
        yield ()
        return
    first, *rest = points
    for others in range(1, len(points), 2):
        for chosen in combinations(rest, others):
            left = tuple(p for p in rest if p not in chosen)
            for tail in even_partitions(left):
                yield ((first, *chosen), *tail)


@cache
def blocks_of(parity: int, points: int, blocks: int) -> int:
    """The number of partitions into so many blocks, all of even size (0) or of odd size (1).

    >>> [blocks_of(0, 4, t) for t in range(3)], [blocks_of(1, 3, t) for t in range(4)]
    ([0, 1, 3], [0, 1, 0, 1])
    """
    if not points or not blocks:
        return int(points == blocks)
    return sum(
        comb(points - 1, size - 1) * blocks_of(parity, points - size, blocks - 1)
        for size in range(2 - parity, points + 1, 2)
    )


def _hom(
    size: Extent, bottom: int, points: int, every: list[tuple[Block, ...]], words: tuple[str, str]
) -> Hom:
    """All of them, or the cheapest basis among them, or those with at most n blocks."""
    kind, why = words
    slots = counted(points, "slot")
    few = [p for p in every if isinstance(size, str) or len(p) <= size]
    if isinstance(size, str) or len(few) == len(every):
        kept = [split(p, bottom) for p in every]
        reason = f"all {kind}partitions of {slots} ({why})"
    elif len(every) > GREEDY_LIMIT:
        kept = [split(p, bottom) for p in few]
        reason = f"{kind}partitions of {slots} into at most {counted(size, 'block')}"
    else:
        diagrams = [split(p, bottom) for p in every]
        kept = list(depth_greedy(diagrams, _Gram(every, points, size), len(few)))
        reason = f"{len(few)} of {len(every)} {kind}partitions are independent at n = {size}"
    return Hom(tuple(sorted(kept, key=lambda d: d.key)), len(every), reason)


class _Gram:
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
