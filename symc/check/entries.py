"""Exact numbers in matrices and vectors: `1/2`, `-0.5`, `sqrt(3)/2`, `(1 + sqrt(5))/4`."""

from symc.algebra.numbers import Exact, inverse, lowest, square_root, terms_of
from symc.check.constants import Constants
from symc.errors import groups as errors
from symc.ir import ast
from symc.report import CompileError, Span

LARGEST_ROOT = 10**9
LONGEST = 10**200
MOST_TERMS = 16


class Entries:
    """The exact value of every entry, as canonical text."""

    def __init__(self, constants: Constants) -> None:
        self._constants = constants

    def text(self, written: ast.Expression) -> str:
        """An entry as text: equal numbers have equal texts."""
        return str(self._value(written))

    def _value(self, written: ast.Expression) -> Exact:
        match written:
            case ast.Number(value, _, span):
                return _checked(lowest(value), span)
            case ast.Name(_, span):
                found = self._constants.of(written, "an entry")
                if found is None:
                    raise CompileError  # reported already
                return _checked(lowest(found), span)
            case ast.Negate(inner):
                return -self._value(inner)
            case ast.Chain(first, links, span):
                total = self._value(first)
                for link in links:
                    total = _checked(self._step(total, link), span)
                return total
            case ast.Call(ast.Name("sqrt"), (inner,), None, None, (), ()):
                return self._root(inner)
        raise CompileError(errors.not_exact(written.span, "`1/2`, `sqrt(3)/2` or `0.5`"))

    def _step(self, left: Exact, link: ast.Link) -> Exact:
        right = self._value(link.value)
        match link.operator:
            case "+":
                return _lowered(left + right)
            case "-":
                return _lowered(left - right)
            case "*":
                return _lowered(left * right)
            case "/":
                if not terms_of(right):
                    raise CompileError(errors.not_exact(link.value.span, "a divisor that is not 0"))
                return _lowered(left * inverse(right))

    def _root(self, inner: ast.Expression) -> Exact:
        radicand = self._value(inner)
        terms = dict(terms_of(radicand))
        value = terms.pop(1, 0)
        if terms or value < 0:
            wanted = "the square root of a fraction that is not negative"
            raise CompileError(errors.not_exact(inner.span, wanted))
        if value.numerator * value.denominator > LARGEST_ROOT:
            wanted = f"a square root of fractions with products up to {LARGEST_ROOT:,}"
            raise CompileError(errors.not_exact(inner.span, wanted))
        return square_root(value)


def _lowered(value: Exact) -> Exact:
    """The number, an integer where it is one."""
    terms = terms_of(value)
    if not terms:
        return 0
    return lowest(terms[0][1]) if len(terms) == 1 and terms[0][0] == 1 else value


def _checked(value: Exact, span: Span) -> Exact:
    """The value, unless its numbers became too long to compute with."""
    terms = terms_of(value)
    long = any(abs(x.numerator) > LONGEST or x.denominator > LONGEST for _, x in terms)
    if long or len(terms) > MOST_TERMS or any(free > LARGEST_ROOT for free, _ in terms):
        raise CompileError(errors.not_exact(span, "numbers that are not so long"))
    return value
