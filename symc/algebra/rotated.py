"""Irreps of rotations and of the plane as exact matrices: of elements, and of the Lie algebra.

The irrep of degree l is the largest in the product of those of degrees l - 1 and 1. With the
coupling C of these three, of unit norm,

    D_l = (2 l + 1) C (D_(l-1) x D_1) C^T,    and for the algebra (X_(l-1) x 1 + 1 x X_1) inside.

D_1 is the element itself, times its determinant where that is -1 and the irrep is even.
"""

from fractions import Fraction
from functools import cache

from symc.algebra.irreps import degree
from symc.algebra.matrices import Square, determinant, identity, negative, times
from symc.algebra.numbers import Exact, exact
from symc.algebra.wigner import wigner_3j


def turned(element: Square, label: str) -> Square:
    """The matrix of an orthogonal element on an irrep: of 3 x 3 matrices, or of 2 x 2 ones.

    >>> mirror = ((-1, 0, 0), (0, 1, 0), (0, 0, 1))
    >>> turned(mirror, "1o") == mirror, turned(mirror, "1e")[0]
    (True, (1, 0, 0))
    """
    if len(element) == 2:
        return _plane(element, degree(label))
    sign = determinant(element)
    assert sign in (1, -1)
    proper = element if sign == 1 else negative(element)
    matrix = _rotation(proper, degree(label), False)
    return negative(matrix) if sign == -1 and label.endswith("o") else matrix


def tangent(matrix: Square, label: str) -> Square:
    """The matrix of an element of the Lie algebra on an irrep."""
    if len(matrix) == 2:
        k = degree(label)
        return tuple(tuple(k * x for x in row) for row in matrix)
    return _rotation(matrix, degree(label), True)


@cache
def _rotation(matrix: Square, l: int, derived: bool) -> Square:  # noqa: E741
    if l < 2:
        return matrix if l == 1 else ((0,),) if derived else identity(1)
    before = _rotation(matrix, l - 1, derived)
    n = 2 * l + 1
    rows: list[list[Exact]] = [[0] * n for _ in range(n)]
    coupling = _entries(l)
    for a, b, c, x in coupling:
        for d, e, f, y in coupling:
            if derived:
                inner = before[a][d] * int(b == e) + matrix[b][e] * int(a == d)
            else:
                inner = before[a][d] * matrix[b][e]
            if inner:
                rows[c][f] = rows[c][f] + x * y * inner
    return tuple(tuple(row) for row in rows)


@cache
def _entries(l: int) -> tuple[tuple[int, int, int, Exact], ...]:  # noqa: E741
    """The coupling of the irreps of degrees l - 1, 1 and l, scaled to an isometry."""
    found = []
    for entry in wigner_3j(l - 1, 1, l).entries:
        square = entry.square * (2 * l + 1)
        found.append((entry.i, entry.j, entry.k, _root(square)))
    return tuple(found)


def _root(square: Fraction) -> Exact:
    """The root of a fraction with the fraction's sign."""
    size = abs(square)
    root = exact(f"sqrt({size.numerator * size.denominator})") * Fraction(1, size.denominator)
    return root if square > 0 else -root


def _plane(element: Square, k: int) -> Square:
    """The plane that turns k times as fast; a mirror of the first axis stays one."""
    flip: Square = ((1, 0), (0, -1))
    is_mirror = determinant(element) == -1
    turn = times(element, flip) if is_mirror else element
    found: Square = identity(2)
    for _ in range(k):
        found = times(found, turn)
    return times(found, flip) if is_mirror else found
