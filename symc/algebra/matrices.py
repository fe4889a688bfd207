"""Square matrices of exact numbers."""

from itertools import product
from typing import TypeAlias

from symc.algebra.numbers import Exact, conjugate, exact, inverse
from symc.ir.symmetry import Images, Matrix

Square: TypeAlias = tuple[tuple[Exact, ...], ...]
"""Rows of exact numbers."""


def square(matrix: Matrix) -> Square:
    """A matrix of texts as numbers."""
    return tuple(tuple(exact(entry) for entry in row) for row in matrix)


def identity(n: int) -> Square:
    """The identity matrix."""
    return tuple(tuple(int(i == j) for j in range(n)) for i in range(n))


def of_images(images: Images) -> Square:
    """The matrix of a signed permutation: column i has its 1 or -1 in row `images[i]`.

    >>> of_images((1, ~0))
    ((0, -1), (1, 0))
    """
    n = len(images)
    rows = [[0] * n for _ in range(n)]
    for i, to in enumerate(images):
        rows[to if to >= 0 else ~to][i] = 1 if to >= 0 else -1
    return tuple(map(tuple, rows))


def images_of(matrix: Square) -> Images | None:
    """The signed permutation that a matrix is, or None."""
    found: list[int] = []
    for column in zip(*matrix, strict=True):
        entries = [(i, x) for i, x in enumerate(column) if x]
        if len(entries) != 1 or entries[0][1] not in (1, -1):
            return None
        i, x = entries[0]
        found.append(i if x == 1 else ~i)
    lines = {i if i >= 0 else ~i for i in found}
    return tuple(found) if len(lines) == len(found) else None


def times(first: Square, second: Square) -> Square:
    """The matrix product."""
    columns = [[(i, x) for i, x in enumerate(column) if x] for column in zip(*second, strict=True)]
    return tuple(
        tuple([sum([row[i] * x for i, x in column if row[i]], 0) for column in columns])
        for row in first
    )


def apply(matrix: Square, vector: tuple[Exact, ...]) -> tuple[Exact, ...]:
    """The matrix times a column."""
    return tuple(_dot(row, vector) for row in matrix)


def _dot(row: tuple[Exact, ...], column: tuple[Exact, ...]) -> Exact:
    total: Exact = 0
    for a, b in zip(row, column, strict=True):
        if a and b:
            total = total + a * b
    return total


def transpose(matrix: Square) -> Square:
    """Rows and columns exchanged."""
    return tuple(zip(*matrix, strict=True))


def adjoint(matrix: Square) -> Square:
    """The transpose with the sign of I turned."""
    return tuple(tuple(conjugate(x) for x in row) for row in transpose(matrix))


def negative(matrix: Square) -> Square:
    """Every entry with its sign turned."""
    return tuple(tuple(-x for x in row) for row in matrix)


def plus(first: Square, second: Square, factor: Exact = 1) -> Square:
    """The sum of a matrix and a multiple of another."""
    return tuple(
        tuple(a + factor * b for a, b in zip(x, y, strict=True))
        for x, y in zip(first, second, strict=True)
    )


def bracket(first: Square, second: Square) -> Square:
    """The commutator of two matrices."""
    return plus(times(first, second), times(second, first), -1)


def trace(matrix: Square) -> Exact:
    """The sum of the diagonal."""
    total: Exact = 0
    for i, row in enumerate(matrix):
        total = total + row[i]
    return total


def kronecker(first: Square, second: Square) -> Square:
    """The matrix on row-major pairs of coordinates."""
    return tuple(tuple(a * b for a, b in product(x, y)) for x, y in product(first, second))


def echelon(rows: list[list[Exact]]) -> tuple[list[list[Exact]], list[int], Exact]:
    """The reduced row echelon form, its pivots, and the product of what was divided by."""
    rows = [list(row) for row in rows]
    pivots: list[int] = []
    scale: Exact = 1
    for column in range(len(rows[0]) if rows else 0):
        top = len(pivots)
        found = next((r for r in range(top, len(rows)) if rows[r][column]), None)
        if found is None:
            continue
        if found != top:
            rows[top], rows[found] = rows[found], rows[top]
            scale = -scale
        scale = scale * rows[top][column]
        over = inverse(rows[top][column])
        rows[top] = [over * x for x in rows[top]]
        for r, row in enumerate(rows):
            if r != top and row[column]:
                factor = row[column]
                rows[r] = [a - factor * b if b else a for a, b in zip(row, rows[top], strict=True)]
        pivots.append(column)
    return rows[: len(pivots)], pivots, scale


def determinant(matrix: Square) -> Exact:
    """The exact determinant."""
    _, pivots, scale = echelon([list(row) for row in matrix])
    return scale if len(pivots) == len(matrix) else 0


def inverse_of(matrix: Square) -> Square:
    """The inverse of an invertible matrix; that of an orthogonal one is its transpose."""
    other = transpose(matrix)
    if is_identity(times(matrix, other)):
        return other
    n = len(matrix)
    rows, pivots, _ = echelon(
        [[*row, *line] for row, line in zip(matrix, identity(n), strict=True)]
    )
    assert pivots == list(range(n))
    return tuple(tuple(row[n:]) for row in rows)


def is_identity(matrix: Square) -> bool:
    """Whether it moves nothing."""
    return all(x == (i == j) for i, row in enumerate(matrix) for j, x in enumerate(row))


def null_vectors(rows: list[list[Exact]], columns: int) -> list[tuple[Exact, ...]]:
    """A basis of the vectors orthogonal to all rows, each with a 1 where the others have 0."""
    reduced, pivots, _ = echelon(rows)
    found = []
    for free in (c for c in range(columns) if c not in pivots):
        vector: list[Exact] = [0] * columns
        vector[free] = 1
        for row, pivot in zip(reduced, pivots, strict=True):
            vector[pivot] = -row[free]
        found.append(tuple(vector))
    return found
