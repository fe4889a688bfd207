"""Numbers of tables that may hold cosines: those of corners that are no sums of roots.

Such a number is a text, a product of an exact number and of cosines of parts of a turn:
`1/2 * cos(2 pi 1/7)`. They are multiplied and rounded, and never compared.
"""

from fractions import Fraction
from math import cos, pi

from symc.algebra.numbers import approximate, read, written
from symc.ir.tensors import Number

_OPEN = "cos(2 pi "


def cosine(phase: Fraction) -> Number:
    """The cosine of a part of a turn that is no multiple of a quarter.

    >>> cosine(Fraction(1, 7)), cosine(Fraction(3, 7))
    ('cos(2 pi 1/7)', '-1 * cos(2 pi 1/14)')
    """
    step = min(phase % 1, -phase % 1)
    if step > Fraction(1, 4):
        return f"-1 * {_OPEN}{Fraction(1, 2) - step})"
    return f"{_OPEN}{step})"


def has_cosines(value: Number) -> bool:
    """Whether a number is a product with cosines."""
    return isinstance(value, str) and _OPEN in value


def multiplied(first: Number, second: Number) -> Number:
    """The product of two numbers of tables."""
    if has_cosines(first) or has_cosines(second):
        factors = [str(x) for x in (first, second) if x != 1]
        return " * ".join(factors)
    return written(read(first) * read(second))


def nearest(value: Number) -> complex:
    """The nearest number in floating point, real where it is real.

    >>> nearest("-1 * cos(2 pi 1/8)") + 0.5**0.5 < 1e-15
    True
    """
    if not isinstance(value, str) or _OPEN not in value:
        return approximate(read(value))
    total: complex = 1.0
    for factor in value.split(" * "):
        if factor.startswith(_OPEN):
            total *= cos(2 * pi * Fraction(factor.removeprefix(_OPEN).removesuffix(")")))
        else:
            total *= approximate(read(factor))
    return total
