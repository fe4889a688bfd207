"""Bounds on forms in three vectors: |T(x, y, z)| <= bound |x| |y| |z|.

As a matrix from two of the vectors to the third T has norms that are such bounds, one for each of
the three. They are never more than the norm over all entries, and often much less. The largest
eigenvalue of a Gram matrix G is at most trace(G^k)^(1/k), for k = 1024 within 1 % up to size 10^4.
"""

from collections import defaultdict
from collections.abc import Mapping
from math import sqrt

__all__ = ["spectral_bound"]

Index = tuple[int, int, int]
Matrix = list[list[float]]

_SQUARINGS = 10
_ROUNDING = 1 + 1e-9


def spectral_bound(entries: Mapping[Index, float]) -> float:
    """The least of the three bounds, of the entries that are not 0.

    >>> round(spectral_bound({(0, 1, 2): 3.0, (1, 2, 0): 3.0, (2, 0, 1): -3.0}), 2)
    3.0
    """
    return min(sqrt(_top(_gram(entries, mode))) for mode in range(3)) * _ROUNDING


def _gram(entries: Mapping[Index, float], mode: int) -> Matrix:
    """The products of all pairs of rows, where an index of one vector numbers the rows."""
    rows: dict[int, dict[Index, float]] = defaultdict(dict)
    for at, value in entries.items():
        rest = (*at[:mode], 0, *at[mode + 1 :])
        rows[at[mode]][rest[0], rest[1], rest[2]] = value
    held = list(rows.values())
    return [[sum(v * two.get(at, 0.0) for at, v in one.items()) for two in held] for one in held]


def _top(gram: Matrix) -> float:
    """A bound on the largest eigenvalue of a matrix that has none below 0."""
    scale = sum(row[i] for i, row in enumerate(gram))
    bound, power = 1.0, 1.0
    for _ in range(_SQUARINGS):
        if not scale:
            return 0.0
        gram = [[value / scale for value in row] for row in gram]
        bound *= scale**power
        gram = [[sum(map(_times, row, other)) for other in gram] for row in gram]
        scale, power = sum(row[i] for i, row in enumerate(gram)), power / 2
    return bound * float(scale**power)


def _times(one: float, two: float) -> float:
    return one * two
