"""Which diagrams of a spanning set are kept as the basis at a fixed small size.

Depth-greedy: diagrams by rising cost, each kept that raises the rank of the Gram matrix. The
independent sets of vectors are a matroid, so the greedy basis is the cheapest; its number of maps
per level is fixed by the depth theorem. Ranks are taken modulo a prime, and the number of kept
diagrams is compared with the closed formula by the caller.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import mul

from symc.ir.diagram import Diagram

PRIME = 2**31 - 1
GREEDY_LIMIT = 120
"""The largest spanning set for which a Gram matrix is formed; beyond, closed rules select."""


def depth_greedy(
    diagrams: Sequence[Diagram], gram: Callable[[int, int], int], rank: int
) -> tuple[Diagram, ...]:
    """The first `rank` independent diagrams in canonical order; `gram` takes their positions.

    A diagram is independent of those kept if what is left of its square is not 0 once they are
    projected out: one step of a Cholesky factorization, modulo the prime.
    """
    kept: list[int] = []
    factors: list[list[int]] = []
    inverses: list[int] = []
    for i in sorted(range(len(diagrams)), key=lambda i: diagrams[i].key):
        if len(kept) == rank:
            break
        row: list[int] = []
        for j, other in enumerate(kept):
            row.append((gram(i, other) - sum(map(mul, factors[j], row))) % PRIME)
        scaled = [entry * inverse % PRIME for entry, inverse in zip(row, inverses, strict=True)]
        left = (gram(i, i) - sum(map(mul, scaled, row))) % PRIME
        if left:
            kept.append(i)
            factors.append(scaled)
            inverses.append(pow(left, -1, PRIME))
    return tuple(diagrams[i] for i in kept)


def longest_increasing(word: Sequence[int]) -> int:
    """The length of the longest strictly increasing subsequence.

    >>> longest_increasing([3, 4, 1, 2]), longest_increasing([])
    (2, 0)
    """
    piles: list[int] = []
    for letter in word:
        at = bisect_left(piles, letter)
        piles[at : at + 1] = [letter]
    return len(piles)


def involution(blocks: Sequence[tuple[int, ...]], points: int) -> list[int]:
    """The involution of pairs; points in no pair stay fixed."""
    word = list(range(points))
    for a, b in blocks:
        word[a], word[b] = b, a
    return word
