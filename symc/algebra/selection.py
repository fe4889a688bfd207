"""Which diagrams of a spanning set are kept as the basis at a fixed small size.

Depth-greedy: diagrams by rising cost, each kept that raises the rank of the Gram matrix. The
independent sets of vectors are a matroid, so the greedy basis is the cheapest; its number of maps
per level is fixed by the depth theorem. Ranks are taken modulo a prime, and the number of kept
diagrams is compared with the closed formula by the caller.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from symc.ir.diagram import Diagram

PRIME = 2**31 - 1
GREEDY_LIMIT = 120
"""The largest spanning set for which a Gram matrix is formed; beyond, closed rules select."""


def depth_greedy(
    diagrams: Sequence[Diagram], gram: Callable[[int, int], int], rank: int
) -> tuple[Diagram, ...]:
    """The first `rank` independent diagrams in canonical order; `gram` takes their positions."""
    order = sorted(range(len(diagrams)), key=lambda i: diagrams[i].key)
    pivots: dict[int, list[int]] = {}
    kept: list[Diagram] = []
    for i in order:
        if len(kept) == rank:
            break
        row = _reduce([gram(i, j) % PRIME for j in order], pivots)
        lead = next((c for c, entry in enumerate(row) if entry), None)
        if lead is not None:
            inverse = pow(row[lead], -1, PRIME)
            pivots[lead] = [entry * inverse % PRIME for entry in row]
            kept.append(diagrams[i])
    return tuple(kept)


def _reduce(row: list[int], pivots: dict[int, list[int]]) -> list[int]:
    for lead in sorted(pivots):
        factor = row[lead]
        if factor:
            row = [(a - factor * b) % PRIME for a, b in zip(row, pivots[lead], strict=True)]
    return row


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
