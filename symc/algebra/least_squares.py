"""Small systems of normal equations, in double precision."""

from math import sqrt

Matrix = list[list[float]]


def gram(one: Matrix, two: Matrix, ridge: float) -> Matrix:
    """The entrywise product of the Gram matrices of columns, with a little on the diagonal."""
    count = len(one[0])
    out = [[0.0] * count for _ in range(count)]
    for r in range(count):
        for s in range(r + 1):
            first = sum(row[r] * row[s] for row in one)
            out[r][s] = out[s][r] = first * sum(row[r] * row[s] for row in two)
    more = ridge * max(out[r][r] for r in range(count))
    for r in range(count):
        out[r][r] += more or ridge
    return out


def solved(matrix: Matrix, rows: Matrix) -> Matrix:
    """For each row the solution of a system with a positive matrix, by Cholesky's method.

    >>> solved([[4.0, 0.0], [0.0, 1.0]], [[8.0, 3.0]])
    [[2.0, 3.0]]
    """
    lower = _lower(matrix)
    return [_back(lower, _forward(lower, row)) for row in rows]


def _lower(matrix: Matrix) -> Matrix:
    count = len(matrix)
    out = [[0.0] * count for _ in range(count)]
    for r in range(count):
        for s in range(r + 1):
            value = matrix[r][s] - sum(a * b for a, b in zip(out[r][:s], out[s][:s], strict=True))
            out[r][s] = sqrt(max(value, 1e-300)) if r == s else value / out[s][s]
    return out


def _forward(lower: Matrix, row: list[float]) -> list[float]:
    out: list[float] = []
    for r, each in enumerate(lower):
        value = row[r] - sum(a * b for a, b in zip(each[:r], out, strict=True))
        out.append(value / each[r])
    return out


def _back(lower: Matrix, row: list[float]) -> list[float]:
    out = [0.0] * len(row)
    for r in range(len(row) - 1, -1, -1):
        value = row[r] - sum(lower[s][r] * out[s] for s in range(r + 1, len(row)))
        out[r] = value / lower[r][r]
    return out
