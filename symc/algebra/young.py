"""The irreducible representations of S(t) by Young's orthogonal form, with exact square roots.

A basis vector is a standard tableau. The exchange of two neighbouring numbers multiplies it by one
over the distance of their cells along the rim, and adds the root that is left times the tableau in
which they have changed places (James and Kerber 1981, section 3.4).
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import permutations
from typing import TypeAlias

from symc.algebra.numbers import Exact, lowest, square_root

Matrix: TypeAlias = tuple[tuple[Exact, ...], ...]
"""An exact matrix, row by row."""

Shape: TypeAlias = tuple[int, ...]
"""The lengths of the rows of a Young diagram, falling."""

Tableau: TypeAlias = tuple[tuple[int, int], ...]
"""The cell (row, column) of every number."""


def shapes(total: int, most: int | None = None) -> Iterator[Shape]:
    """Every Young diagram with so many cells, wide ones first.

    >>> list(shapes(4))
    [(4,), (3, 1), (2, 2), (2, 1, 1), (1, 1, 1, 1)]
    """
    if not total:
        yield ()
    for first in range(min(total, total if most is None else most), 0, -1):
        for rest in shapes(total - first, first):
            yield (first, *rest)


def tableaux(shape: Shape) -> Iterator[Tableau]:
    """Every standard filling: numbers rise along rows and columns.

    >>> [sum(1 for _ in tableaux(shape)) for shape in shapes(4)]
    [1, 3, 2, 3, 1]
    """
    if not shape:
        yield ()
    for row, length in enumerate(shape):
        if row + 1 == len(shape) or shape[row + 1] < length:
            less = (*shape[:row], length - 1, *shape[row + 1 :])
            for rest in tableaux(tuple(each for each in less if each)):
                yield (*rest, (row, length - 1))


@cache
def exchanges(shape: Shape) -> tuple[Matrix, ...]:
    """The matrices of the exchanges of neighbours (0 1), (1 2), ... in the irrep of a shape.

    >>> for row in exchanges((2, 1))[1]:
    ...     print(*row)
    1/2 sqrt(3)/2
    sqrt(3)/2 -1/2
    """
    basis = tuple(tableaux(shape))
    return tuple(
        tuple(tuple(_entry(a, b, i) for b in basis) for a in basis) for i in range(sum(shape) - 1)
    )


@cache
def irrep(shape: Shape) -> dict[tuple[int, ...], Matrix]:
    """The matrix of every permutation, in lexicographic order: p after q is their product.

    >>> [len(irrep(shape)) for shape in shapes(3)]
    [6, 6, 6]
    """
    moves = exchanges(shape)
    start = tuple(range(sum(shape)))
    size = sum(1 for _ in tableaux(shape))
    found: dict[tuple[int, ...], Matrix] = {
        start: tuple(tuple(int(a == b) for b in range(size)) for a in range(size))
    }
    todo = [start]
    for p in todo:
        for i, move in enumerate(moves):
            q = (*p[:i], p[i + 1], p[i], *p[i + 2 :])
            if q not in found:
                found[q] = product(found[p], move)
                todo.append(q)
    return {p: found[p] for p in permutations(start)}


def products(count: int) -> Fraction:
    """Products per entry of a convolution over S(t) by irreps: the sum of d^3 over t!.

    >>> [str(products(t)) for t in (1, 2, 3, 4)]
    ['1', '1', '5/3', '8/3']
    """
    sizes = [sum(1 for _ in tableaux(shape)) for shape in shapes(count)]
    return Fraction(sum(d**3 for d in sizes), sum(d**2 for d in sizes))


def product(a: Matrix, b: Matrix) -> Matrix:
    """The product of two exact matrices."""
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(_dot(row, column) for column in columns) for row in a)


def _dot(row: tuple[Exact, ...], column: tuple[Exact, ...]) -> Exact:
    total: Exact = 0
    for x, y in zip(row, column, strict=True):
        total = total + x * y
    return total


def _entry(a: Tableau, b: Tableau, i: int) -> Exact:
    """The entry of the exchange of i and i + 1 between two tableaux."""
    inverse = Fraction(1, _content(b[i + 1]) - _content(b[i]))
    if a == b:
        return lowest(inverse)
    changed = (*b[:i], b[i + 1], b[i], *b[i + 2 :])
    return square_root(1 - inverse**2) if a == changed else 0


def _content(cell: tuple[int, int]) -> int:
    return cell[1] - cell[0]
