"""Exact numbers: fractions, and sums of rational multiples of square roots.

These sums are closed under all four operations. The root of -1 is written `I`.
"""

import ast
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd, isqrt
from typing import TypeAlias

from symc.ir.tensors import Number


@dataclass(frozen=True, slots=True)
class Surd:
    """An irrational number: the coefficient of the root of each squarefree integer, rising.

    >>> str(exact("(1 + sqrt(12)) / 4"))
    '1/4 + sqrt(3)/2'
    """

    terms: tuple[tuple[int, int | Fraction], ...]

    def __add__(self, other: "Exact") -> "Exact":
        total = dict(self.terms)
        for free, value in terms_of(other):
            total[free] = total.get(free, 0) + value
        return from_terms(total)

    def __mul__(self, other: "Exact") -> "Exact":
        total: dict[int, int | Fraction] = {}
        for a, x in self.terms:
            for b, y in terms_of(other):
                whole, free = _root_product(a, b)
                total[free] = total.get(free, 0) + whole * x * y
        return from_terms(total)

    def __neg__(self) -> "Surd":
        return Surd(tuple((free, -value) for free, value in self.terms))

    def __sub__(self, other: "Exact") -> "Exact":
        return self + -other

    def __rsub__(self, other: "Exact") -> "Exact":
        return -self + other

    __radd__ = __add__
    __rmul__ = __mul__

    def __str__(self) -> str:
        text = ""
        for free, value in self.terms:
            term = _term(free, value if value > 0 else -value)
            sign = "-" if value < 0 else "+"
            text += f" {sign} {term}" if text else term if sign == "+" else f"-{term}"
        return text


Exact: TypeAlias = int | Fraction | Surd
"""An exact number; no surd is rational."""


@cache
def exact(text: str) -> Exact:
    """The number that a text stands for: `1/2`, `-0.5`, `sqrt(3)/2`, `I`.

    >>> exact("0.5"), exact("4/2")
    (Fraction(1, 2), 2)
    """
    try:
        return lowest(Fraction(text))
    except ValueError:
        return _value(ast.parse(text, mode="eval").body, text)


def written(value: Exact) -> Number:
    """The number as tables hold it: surds as text."""
    return str(value) if isinstance(value, Surd) else lowest(value)


def read(value: Number) -> Exact:
    """A number of a table."""
    return exact(value) if isinstance(value, str) else value


def lowest(value: int | Fraction) -> int | Fraction:
    """An integer where it is one."""
    return value.numerator if value.denominator == 1 else value


def terms_of(value: Exact) -> tuple[tuple[int, int | Fraction], ...]:
    """The coefficients of the roots; that of 1 is the rational part."""
    if isinstance(value, Surd):
        return value.terms
    return ((1, value),) if value else ()


def from_terms(terms: dict[int, int | Fraction]) -> Exact:
    """The number with these coefficients of roots of squarefree integers."""
    kept = tuple((free, lowest(terms[free])) for free in sorted(terms) if terms[free])
    if not kept:
        return 0
    return kept[0][1] if len(kept) == 1 and kept[0][0] == 1 else Surd(kept)


def inverse(value: Exact) -> Exact:
    """1/x; for a surd by one conjugate after the other.

    >>> str(inverse(exact("1 + sqrt(2)")))
    '-1 + sqrt(2)'
    """
    if not isinstance(value, Surd):
        return lowest(1 / Fraction(value))
    prime = next(_prime(free) for free, _ in value.terms if free != 1)
    other = from_terms({free: -x if free % prime == 0 else x for free, x in value.terms})
    if prime == -1:
        other = from_terms({free: -x if free < 0 else x for free, x in value.terms})
    return other * inverse(value * other)


def conjugate(value: Exact) -> Exact:
    """The complex conjugate."""
    return from_terms({free: -x if free < 0 else x for free, x in terms_of(value)})


def approximate(value: Exact) -> complex:
    """The nearest number in floating point, real where it is real."""
    total: complex = 0.0
    for free, x in terms_of(value):
        total += float(x) * (free**0.5 if free > 0 else 1j * (-free) ** 0.5)
    return total


def size(value: Exact) -> Fraction:
    """A bound on the absolute values of a number and of its conjugates."""
    total = Fraction(0)
    for free, x in terms_of(value):
        total += abs(Fraction(x)) * (1 if free == 1 else isqrt(abs(free)) + 1)
    return total


def denominator(value: Exact) -> int:
    """The smallest positive integer whose multiple is an integral sum of roots."""
    found = 1
    for _, x in terms_of(value):
        found = found * x.denominator // gcd(found, x.denominator)
    return found


def squares(number: int) -> tuple[int, int]:
    """The largest whole number whose square divides a number, and what is left of it.

    >>> squares(12), squares(-18)
    ((2, 3), (3, -2))
    """
    whole, free, factor = 1, abs(number), 2
    while factor * factor <= free:
        while free % (factor * factor) == 0:
            free //= factor * factor
            whole *= factor
        factor += 1
    return whole, free if number >= 0 else -free


def square_root(value: int | Fraction) -> Exact:
    """The root of a fraction; that of a negative one has a positive imaginary part."""
    whole, free = squares(value.numerator * value.denominator)
    return from_terms({free: Fraction(whole, value.denominator)}) if value else 0


def _root_product(a: int, b: int) -> tuple[int, int]:
    """sqrt(a) sqrt(b) as a multiple of a root of a squarefree number."""
    common = gcd(a, b)
    free = (a // common) * (b // common)
    return (-common if a < 0 and b < 0 else common), free


def _prime(free: int) -> int:
    """-1 of a negative number, else the smallest prime in it."""
    if free < 0:
        return -1
    factor = 2
    while factor * factor <= free:
        if free % factor == 0:
            return factor
        factor += 1
    return free


def _term(free: int, number: int | Fraction) -> str:
    if free == 1:
        return str(number)
    root = f"sqrt({abs(free)})" if free != -1 else ""
    root = root if free > 0 else f"I*{root}" if root else "I"
    times = "" if number.numerator == 1 else f"{number.numerator}*"
    over = "" if number.denominator == 1 else f"/{number.denominator}"
    return f"{times}{root}{over}"


def _value(node: ast.expr, text: str) -> Exact:
    match node:
        case ast.Constant():
            return lowest(Fraction(ast.get_source_segment(text, node) or ""))
        case ast.Name("I"):
            return Surd(((-1, 1),))
        case ast.UnaryOp(ast.USub(), inner):
            return -_value(inner, text)
        case ast.BinOp(left, operator, right):
            a, b = _value(left, text), _value(right, text)
            match operator:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a * inverse(b)
        case ast.Call(ast.Name("sqrt"), [inner]):
            value = _value(inner, text)
            if not isinstance(value, Surd):
                return square_root(value)
    raise ValueError(f"{text!r} is no exact number")
