"""Random group elements in the defining representation, in plain floating point numbers."""

from math import exp, sqrt
from random import Random

from symc.algebra.family import Element


def permutation_matrix(images: list[int]) -> Element:
    """The matrix that sends point i to `images[i]`."""
    n = len(images)
    columns = [[1.0 if row == images[i] else 0.0 for row in range(n)] for i in range(n)]
    return tuple(tuple(columns[i][row] for i in range(n)) for row in range(n))


def product(first: Element, second: Element) -> Element:
    """The matrix product."""
    return tuple(
        tuple(
            sum(a * b for a, b in zip(row, column, strict=True))
            for column in zip(*second, strict=True)
        )
        for row in first
    )


def orthogonal_matrix(n: int, random: Random, determinant: int | None = None) -> Element:
    """A Haar-random orthogonal matrix, of this determinant if one is given.

    Gaussian columns by Gram-Schmidt are Haar distributed (Stewart 1980).
    """
    columns: list[list[float]] = []
    while len(columns) < n:
        column = [random.gauss(0, 1) for _ in range(n)]
        for _ in range(2):
            for other in columns:
                along = sum(a * b for a, b in zip(column, other, strict=True))
                column = [a - along * b for a, b in zip(column, other, strict=True)]
        norm = sqrt(sum(a * a for a in column))
        columns.append([a / norm for a in column])
    rows = tuple(zip(*columns, strict=True))
    if determinant is not None and _determinant(rows).real * determinant < 0:
        rows = tuple((-row[0], *row[1:]) for row in rows)
    return rows


def boost(p: int, q: int, random: Random, rapidity: float) -> Element:
    """A boost of O(p, q) along a random direction of either part, of at most this rapidity."""
    n = p + q
    u = _unit(p, random)
    v = _unit(q, random)
    eta = random.uniform(-rapidity, rapidity)
    cosh, sinh = (exp(eta) + exp(-eta)) / 2, (exp(eta) - exp(-eta)) / 2
    first, second = [*u, *(0.0,) * q], [*(0.0,) * p, *v]
    return tuple(
        tuple(
            (i == j)
            + (cosh - 1) * (first[i] * first[j] + second[i] * second[j])
            + sinh * (first[i] * second[j] + second[i] * first[j])
            for j in range(n)
        )
        for i in range(n)
    )


def exponential(matrix: Element) -> Element:
    """The matrix exponential, by scaling and squaring of the Taylor series."""
    n = len(matrix)
    size = max((sum(abs(a) for a in row) for row in matrix), default=0.0)
    halvings = max(0, int(size).bit_length() + 1)
    small = tuple(tuple(a / 2**halvings for a in row) for row in matrix)
    one: Element = tuple(tuple(float(i == j) for j in range(n)) for i in range(n))
    total, term = one, one
    for k in range(1, 20):
        term = tuple(tuple(a / k for a in row) for row in product(term, small))
        total = tuple(
            tuple(a + b for a, b in zip(r, s, strict=True))
            for r, s in zip(total, term, strict=True)
        )
    for _ in range(halvings):
        total = product(total, total)
    return total


def unitary_matrix(n: int, random: Random, special: bool = False) -> Element:
    """A Haar-random unitary matrix, of determinant 1 if it is to be special."""
    columns: list[list[complex]] = []
    while len(columns) < n:
        column = [complex(random.gauss(0, 1), random.gauss(0, 1)) for _ in range(n)]
        for _ in range(2):
            for other in columns:
                along = sum(b.conjugate() * a for a, b in zip(column, other, strict=True))
                column = [a - along * b for a, b in zip(column, other, strict=True)]
        norm = sqrt(sum(abs(a) ** 2 for a in column))
        columns.append([a / norm for a in column])
    rows = tuple(zip(*columns, strict=True))
    if special:
        turn = _determinant(rows).conjugate()
        rows = tuple((turn * row[0], *row[1:]) for row in rows)
    return rows


def gaussian(n: int, random: Random) -> list[list[float]]:
    """A square matrix of independent normal entries."""
    return [[random.gauss(0, 1) for _ in range(n)] for _ in range(n)]


def exponential_of(algebra: list[list[float]]) -> Element:
    """The exponential of an algebra element, scaled to a norm of 1: stretches by at most e."""
    norm = sqrt(sum(a * a for row in algebra for a in row)) or 1.0
    return exponential(tuple(tuple(a / norm for a in row) for row in algebra))


def _unit(n: int, random: Random) -> list[float]:
    vector = [random.gauss(0, 1) for _ in range(n)]
    norm = sqrt(sum(a * a for a in vector))
    return [a / norm for a in vector]


def _determinant(rows: Element) -> complex:
    matrix, total = [list(row) for row in rows], 1.0 + 0j
    n = len(matrix)
    for c in range(n):
        lead = max(range(c, n), key=lambda r: abs(matrix[r][c]))
        if lead != c:
            matrix[c], matrix[lead] = matrix[lead], matrix[c]
            total = -total
        total *= matrix[c][c]
        for r in range(c + 1, n):
            factor = matrix[r][c] / matrix[c][c]
            matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[c], strict=True)]
    return total
