"""Exact couplings of planes that turn: irreps `.k` of SO(2) and O(2), of C(n) and D(n).

The plane k is the complex number z that a turn by t takes to exp(ikt) z and the mirror to its
conjugate. Invariant trilinear forms of three planes are the real and the imaginary parts of the
products of each z or its conjugate whose weights cancel (modulo n in a group of order n).
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

from symc.ir.coupling import Coupling, Root

__all__ = ["PlanarCoupling", "planar_couplings"]


@dataclass(frozen=True, slots=True)
class PlanarCoupling:
    """A coupling of unit norm that the mirror keeps (even) or turns into its negative."""

    coupling: Coupling
    even: bool


@cache
def planar_couplings(k1: int, k2: int, k3: int, order: int = 0) -> tuple[PlanarCoupling, ...]:
    """All couplings of three planes, k = 0 being the line that nothing turns.

    They are orthonormal and span the maps of SO(2), or of C(n) where an order is given; those of
    O(2) and D(n) are the even ones. An axis that the mirror negates (`0` with the determinant)
    changes even and odd.

    >>> [(str(found.coupling), found.even) for found in planar_couplings(1, 1, 2)]
    [('2 x 2 -> 2, 4 non-zero', True), ('2 x 2 -> 2, 4 non-zero', False)]
    """
    weights = (k1, k2, k3)
    planes = [k != 0 for k in weights]
    found = []
    for signs in product(*((1, -1) if plane else (1,) for plane in planes)):
        first = next((s for s, plane in zip(signs, planes, strict=True) if plane), 1)
        if first == 1 and _cancel(weights, signs, order):
            for even in (True, False) if any(planes) else (True,):
                found.append(PlanarCoupling(_part(signs, planes, even), even))
    return tuple(found)


def _cancel(weights: tuple[int, ...], signs: tuple[int, ...], order: int) -> bool:
    total = sum(k * sign for k, sign in zip(weights, signs, strict=True))
    return total % order == 0 if order else total == 0


def _part(signs: tuple[int, ...], planes: list[bool], even: bool) -> Coupling:
    """The real or the imaginary part of the product of numbers and conjugates."""
    one, two, three = (2 if plane else 1 for plane in planes)
    entries = []
    for index in product(range(one), range(two), range(three)):
        if (sum(index) % 2 == 0) is not even:
            continue
        sign = -1 if sum(index) in (2, 3) else 1
        for step, conjugated in zip(index, signs, strict=True):
            sign *= conjugated if step else 1
        entries.append((index, sign))
    return Coupling(
        (one, two, three),
        tuple(Root(i, j, k, Fraction(sign, len(entries))) for (i, j, k), sign in entries),
    )
