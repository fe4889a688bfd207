"""The top level by irreps of S(t): the function that sums it up, and its exact matrices."""

from fractions import Fraction

from symc.algebra.numbers import Exact, terms_of
from symc.algebra.young import Matrix, exchanges, shapes
from symc.emit.backends.torch.code import Call, Expression, statement
from symc.ir.page import Lines


def fourier_lines(name: str, axes: int) -> Lines:
    """The function from the matrices of exchanges of neighbours, irrep by irrep."""
    irreps = (
        Call("", tuple(_matrix(matrix) for matrix in exchanges(shape))) for shape in shapes(axes)
    )
    arguments: tuple[Expression, ...] = (str(axes), *irreps)
    return tuple(statement(f"{name} = ", Call("_fourier", arguments)))


def _matrix(matrix: Matrix) -> str:
    return f"[{', '.join('[' + ', '.join(map(number, row)) + ']' for row in matrix)}]"


def number(value: Exact) -> str:
    """A rational number or a multiple of a root as source text.

    >>> from symc.algebra.numbers import exact
    >>> [number(exact(text)) for text in ("0", "-1/2", "sqrt(3)/2", "2*sqrt(2)/3")]
    ['0', '-1 / 2', '3**0.5 / 2', '2 * 2**0.5 / 3']
    """
    if not value:
        return "0"
    ((free, factor),) = terms_of(value)
    factor = Fraction(factor)
    over = "" if factor.denominator == 1 else f" / {factor.denominator}"
    if free == 1:
        return f"{factor.numerator}{over}"
    times = {1: "", -1: "-"}.get(factor.numerator, f"{factor.numerator} * ")
    return f"{times}{free}**0.5{over}"
