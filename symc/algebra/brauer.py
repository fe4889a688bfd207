"""Perfect matchings, with an epsilon vertex or without: their Gram matrices and their selection.

What O, SO, Sp and the pseudo-orthogonal groups have in common (Brauer 1937; arXiv:2212.08630,
arXiv:1102.3221).
"""

from collections.abc import Iterator
from itertools import combinations
from math import factorial

from symc.algebra.counting import counted, even_rows, odd_rows
from symc.algebra.diagrams import matchings, split
from symc.algebra.selection import GREEDY_LIMIT, depth_greedy, involution, longest_increasing
from symc.ir.diagram import Block, Diagram, Hom

Jellyfish = tuple[Block, tuple[Block, ...]]
"""The slots on the epsilon vertex, and a matching of the others."""


def matching_hom(name: str, size: int, bottom: int, points: int) -> Hom:
    """Perfect matchings: those with LIS(w) <= n, or the cheapest basis at few slots."""
    every = list(matchings(tuple(range(points))))
    dimension = even_rows(points, size)
    if dimension == len(every):
        kept = tuple(split(m, bottom) for m in every)
        reason = f"every perfect matching of {points} slots: {len(every)} (k+l <= 2n)"
    elif len(every) > GREEDY_LIMIT:
        few = [m for m in every if longest_increasing(involution(m, points)) <= size]
        kept = tuple(split(m, bottom) for m in few)
        reason = f"perfect matchings of {points} slots with LIS <= {size}"
    else:
        diagrams = [split(m, bottom) for m in every]
        words = [involution(m, points) for m in every]
        kept = depth_greedy(
            diagrams, lambda i, j: size ** _cycles(words[i], words[j], points, set()), dimension
        )
        reason = f"{dimension} of {len(every)} matchings are independent at n = {size}"
    if points % 2:
        reason = f"no perfect matching of {points} slots: -1 in {name} acts by -1"
    return Hom(in_order(kept), len(every), reason)


def jellyfish_hom(size: int, bottom: int, points: int) -> Hom:
    """Matchings with one epsilon vertex, those with LIS(w) <= n, its slots fixed by w."""
    every = list(_jellyfish(points, size))
    kept = _independent(every, size, points, bottom)
    diagrams = tuple(split(pairs, bottom, legs, size) for legs, pairs in kept)
    reason = (
        f"{len(kept)} of {counted(len(every), 'diagram')} with an epsilon, "
        f"independent at n = {size}"
    )
    return Hom(in_order(diagrams), len(every), reason)


def in_order(diagrams: tuple[Diagram, ...]) -> tuple[Diagram, ...]:
    """The canonical order of a basis."""
    return tuple(sorted(diagrams, key=lambda d: d.key))


def loops(first: tuple[Block, ...], second: tuple[Block, ...], points: int) -> int:
    """The number of cycles of two perfect matchings drawn on the same points."""
    one, two = involution(first, points), involution(second, points)
    return _cycles(one, two, points, set())


def _cycles(one: list[int], two: list[int], points: int, seen: set[int]) -> int:
    count = 0
    for start in range(points):
        if start not in seen:
            count += 1
            at = start
            while at not in seen:
                seen |= {at, one[at]}
                at = two[one[at]]
    return count


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
            lambda i, j: vertex_gram(every[i], every[j], size, points),
            odd_rows(points, size),
        )
    )
    return [e for e, d in zip(every, diagrams, strict=True) if d in kept]


def vertex_gram(first: Jellyfish, second: Jellyfish, size: int, points: int) -> int:
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
    cycles = _cycles(one, two, points, seen)
    return int(_sign(ends) * factorial(size) * size**cycles)


def _sign(word: list[int]) -> int:
    inversions = sum(a > b for i, a in enumerate(word) for b in word[i + 1 :])
    return -1 if inversions % 2 else 1
