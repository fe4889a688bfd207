"""Couplings of irreps as sums of a few products: z += sum over r of (a_r x) (b_r y) c_r.

So many products as there are pairs of components of two of the three irreps that a coefficient
joins are always enough, and exact. With fewer the sum is fitted by alternating least squares from
fixed starts, and its error is the norm of the difference, counted over all entries; as a map of two
vectors the difference is bounded by less.
"""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from math import sqrt
from random import Random

from symc.algebra.least_squares import gram, solved
from symc.algebra.spectral import spectral_bound
from symc.ir.coupling import Coupling
from symc.ir.factored import Fit
from symc.ir.form import scaled

__all__ = ["bound_of", "exact_rank", "fit", "unit"]

Entries = tuple[tuple[tuple[int, int, int], float], ...]
Factor = list[list[float]]
"""One row for each component, one column for each product."""

_WORK = 600_000
_STARTS = 2
_RIDGE = 1e-10


def unit(coupling: Coupling) -> Coupling:
    """The coupling with norm 1."""
    return scaled(coupling, Fraction(1) / coupling.norm)


def exact_rank(coupling: Coupling) -> int:
    """The number of products with which the sum is exact by its pairs of components."""
    return min(len(_pairs(coupling, mode)) for mode in range(3))


@cache
def fit(coupling: Coupling, rank: int) -> Fit:
    """A coupling by at most so many products: exactly, or as well as the starts lead.

    >>> from symc.algebra.wigner import wigner_3j
    >>> fit(wigner_3j(1, 1, 0), 3).error, fit(wigner_3j(1, 1, 0), 2).error > 0.5
    (0.0, True)
    """
    if rank >= exact_rank(coupling):
        return _exact(coupling)
    entries: Entries = tuple(((e.i, e.j, e.k), e.value) for e in coupling.entries)
    found = [_alternate(coupling.sizes, entries, rank, Random(start)) for start in range(_STARTS)]
    return min(found, key=lambda each: each.error)


def _pairs(coupling: Coupling, mode: int) -> list[tuple[int, int]]:
    """The pairs of components of the two other irreps that some coefficient joins."""
    one, two = (other for other in range(3) if other != mode)
    found = {((e.i, e.j, e.k)[one], (e.i, e.j, e.k)[two]) for e in coupling.entries}
    return sorted(found)


def _exact(coupling: Coupling) -> Fit:
    mode = min(range(3), key=lambda each: len(_pairs(coupling, each)))
    one, two = (other for other in range(3) if other != mode)
    pairs = _pairs(coupling, mode)
    factors: list[Factor] = [[[0.0] * len(pairs) for _ in range(n)] for n in coupling.sizes]
    for r, (a, b) in enumerate(pairs):
        factors[one][a][r] = factors[two][b][r] = 1.0
    for entry in coupling.entries:
        at = (entry.i, entry.j, entry.k)
        factors[mode][at[mode]][pairs.index((at[one], at[two]))] = entry.value
    return _fit(factors, 0.0, 0.0)


def _alternate(sizes: tuple[int, int, int], entries: Entries, rank: int, random: Random) -> Fit:
    factors = [[[random.random() - 0.5 for _ in range(rank)] for _ in range(n)] for n in sizes]
    work = rank**3 + 2 * sum(sizes) * rank**2 + 6 * len(entries) * rank
    for _ in range(max(10, min(400, _WORK // work))):
        for mode in range(3):
            one, two = (factors[other] for other in range(3) if other != mode)
            matrix = gram(one, two, _RIDGE)
            factors[mode] = solved(matrix, _onto(sizes[mode], entries, factors, mode, rank))
    left = _left(sizes, entries, factors, rank)
    error = sqrt(sum(value * value for value in left.values()))
    return _fit(factors, error, min(error, spectral_bound(left)))


def _onto(
    size: int, entries: Entries, factors: list[Factor], mode: int, rank: int
) -> list[list[float]]:
    """The tensor times the products of the two other factors, a row for each component."""
    out = [[0.0] * rank for _ in range(size)]
    one, two = (other for other in range(3) if other != mode)
    for at, value in entries:
        row, a, b = out[at[mode]], factors[one][at[one]], factors[two][at[two]]
        for r in range(rank):
            row[r] += value * a[r] * b[r]
    return out


def _left(
    sizes: tuple[int, int, int], entries: Entries, factors: list[Factor], rank: int
) -> dict[tuple[int, int, int], float]:
    """The tensor without the sum of the products."""
    wanted = dict(entries)
    out = {}
    for i, a in enumerate(factors[0]):
        for j, b in enumerate(factors[1]):
            both = [a[r] * b[r] for r in range(rank)]
            for k, c in enumerate(factors[2]):
                made = sum(both[r] * c[r] for r in range(rank))
                out[i, j, k] = wanted.get((i, j, k), 0.0) - made
    return out


def bound_of(blocks: Iterable[tuple[int, int, int, float]]) -> float:
    """Of what is left of all paths together: the blocks of x, y and z of each, and its bound."""
    joint: dict[tuple[int, int, int], float] = defaultdict(float)
    for x, y, z, bound in blocks:
        joint[x, y, z] += bound
    return spectral_bound({at: bound for at, bound in joint.items() if bound})


def _fit(factors: list[Factor], error: float, bound: float) -> Fit:
    one, two, three = (tuple(zip(*factor, strict=True)) for factor in factors)
    return Fit(one, two, three, error, bound)
