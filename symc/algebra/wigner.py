"""Exact coupling coefficients of SU(2) and of O(3), in e3nn's real basis.

Racah's sum in whole numbers (Edmonds, Angular Momentum in Quantum Mechanics, 3.6.11); a coefficient
is the signed root of a fraction, and so is every entry in the real basis: a real triple (a, b, c)
meets two complex ones, (m, n, m + n) and its negative, whose coefficients agree up to sign.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import comb, factorial

from symc.ir.coupling import Coupling, Root

__all__ = ["clebsch_gordan", "wigner_3j"]


@cache
def wigner_3j(l1: int, l2: int, l3: int) -> Coupling:
    """The coupling of three irreps of rotations, of unit norm, as e3nn's `o3.wigner_3j`.

    Components run from m = -l to l. Where no coupling exists there are no entries.

    >>> str(wigner_3j(1, 1, 1)), wigner_3j(1, 1, 1).entries[0].square
    ('3 x 3 -> 3, 6 non-zero', Fraction(1, 6))
    """
    found = []
    if abs(l1 - l2) <= l3 <= l1 + l2:
        for a in range(-l1, l1 + 1):
            for b in range(-l2, l2 + 1):
                for c in _orders(a, b, l3):
                    square = _real_square((l1, l2, l3), (a, b, c))
                    if square:
                        found.append(Root(a + l1, b + l2, c + l3, square))
    return Coupling((2 * l1 + 1, 2 * l2 + 1, 2 * l3 + 1), tuple(found))


@cache
def clebsch_gordan(k1: int, k2: int, k3: int) -> Coupling:
    """The coupling of irreps of SU(2) of sizes k + 1, weights descending, of unit norm.

    Entries are <j1 m1 j2 m2 | j3 m3> / sqrt(2 j3 + 1), with the phases of Condon and Shortley.

    >>> [str(entry.square) for entry in clebsch_gordan(1, 1, 0).entries]
    ['1/2', '-1/2']
    """
    found = []
    if abs(k1 - k2) <= k3 <= k1 + k2 and (k1 + k2 + k3) % 2 == 0:
        for i in range(k1 + 1):
            for j in range(k2 + 1):
                k = i + j - (k1 + k2 - k3) // 2
                if 0 <= k <= k3:
                    square = _square((k1, k2, k3), (k1 - 2 * i, k2 - 2 * j))
                    if square:
                        found.append(Root(i, j, k, square))
    return Coupling((k1 + 1, k2 + 1, k3 + 1), tuple(found))


@cache
def _square(spins: tuple[int, int, int], weights: tuple[int, int]) -> Fraction:
    """The signed square of <j1 m1 j2 m2 | j3 m1+m2>, over 2 j3 + 1; all arguments are doubled."""
    k1, k2, k3 = spins
    m1, m2 = weights
    a, b, c = (k1 + k2 - k3) // 2, (k3 + k1 - k2) // 2, (k3 - k1 + k2) // 2
    down, up = (k1 - m1) // 2, (k2 + m2) // 2
    total = sum(
        (-1) ** k * comb(a, k) * comb(b, down - k) * comb(c, up - k)
        for k in range(min(a, down, up) + 1)
    )
    square = Fraction(total * abs(total), factorial((k1 + k2 + k3) // 2 + 1))
    for k, m in ((k1, m1), (k2, m2), (k3, m1 + m2)):
        square *= factorial((k + m) // 2) * factorial((k - m) // 2)
    return square / (factorial(a) * factorial(b) * factorial(c))


def _orders(a: int, b: int, l3: int) -> Iterator[int]:
    """The orders of the third irrep that two real components can meet, rising."""
    sizes = {abs(a) + abs(b), abs(abs(a) - abs(b))}
    yield from sorted({sign * size for size in sizes if size <= l3 for sign in (-1, 1)})


def _real_square(degrees: tuple[int, int, int], orders: tuple[int, int, int]) -> Fraction:
    """The signed square of an entry in the real basis."""
    l1, l2, l3 = degrees
    a, b, c = orders
    total, size = 0j, Fraction(0)
    for m1 in {a, -a}:
        for m2 in {b, -b}:
            met = abs(m1 + m2) == abs(c)
            square = _square((2 * l1, 2 * l2, 2 * l3), (2 * m1, 2 * m2)) if met else Fraction(0)
            if square:
                size = abs(square)
                phase = _phase(m1, a) * _phase(m2, b) * _phase(m1 + m2, c).conjugate()
                total += phase if square > 0 else -phase
    total *= (1, -1j, -1, 1j)[(l1 + l2 - l3) % 4]
    times = round(total.real)
    assert total == times, "entries in the real basis are real"
    return size * Fraction(times * abs(times), 1 << sum(order != 0 for order in orders))


def _phase(m: int, real: int) -> complex:
    """sqrt(2) times the complex component m of a real one, at 0 once; without (-i)^l."""
    if real == 0:
        return 1
    if m < 0:
        return 1 if real > 0 else -1j
    return (-1 if m % 2 else 1) * (1 if real > 0 else 1j)
