"""What a cyclic convolution costs that is done by frequencies."""

from math import log2

from symc.explain.cost import Cost
from symc.explain.polynomial import Polynomial
from symc.ir.parameters import Weight


def frequencies(cycle: int) -> int:
    """The frequencies of a real signal that are not negative."""
    return cycle // 2 + 1


def transform(cycle: int) -> int:
    """The operations of a real fast Fourier transform: half of 5 n log n.

    >>> transform(8), transform(1)
    (60, 0)
    """
    return round(2.5 * cycle * log2(cycle))


def convolved(cycle: int, rows: int, columns: int) -> Cost:
    """Both transforms, and between them a product of complex matrices for every frequency.

    A complex multiplication and addition are 8 real ones; a complex number is two.
    """
    high, wide, waves = rows // cycle, columns // cycle, frequencies(cycle)
    flops = transform(cycle) * (high + wide) + 8 * waves * high * wide
    moved = (cycle + 4 * waves) * (high + wide)
    return Cost(Polynomial.of(flops), Polynomial.of(moved))


def weighed(weight: Weight, cycle: int) -> Cost:
    """The transform of all weights."""
    blocks = weight.count // cycle
    moved = blocks * (cycle + 2 * frequencies(cycle))
    return Cost(Polynomial.of(transform(cycle) * blocks), Polynomial.of(moved))
