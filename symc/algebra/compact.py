"""Which groups are compact or finite: what bounds on all of a group need to know."""

from functools import cache

from symc.algebra.families import FAMILIES
from symc.algebra.numbers import Exact, conjugate, exact
from symc.ir.symmetry import Group, Matrix

_COMPACT = ("S", "A", "O", "SO", "U", "SU", "G2", "C", "D", "B", "SB", "EB")
_NOT_COMPACT = ("GL", "SL", "Sp")


@cache
def is_compact(group: Group) -> bool:
    """Whether a group acts on its coordinates by orthogonal or unitary matrices.

    Groups that are given by generators are so if these are. A finite group of other matrices is
    compact, too, but keeps another inner product, so that it counts as not compact here.
    """
    if group.family in _NOT_COMPACT:
        return False
    if group.generators is None:
        return group.family in _COMPACT and len(group.parameters) < 2
    given = FAMILIES[group.family].generators(group)
    return all(map(_is_orthogonal, given.matrices)) and all(map(_is_skew, given.algebra))


def is_finite(group: Group) -> bool:
    """Whether a group has no Lie algebra."""
    return group.is_free or not FAMILIES[group.family].generators(group).algebra


def _rows(matrix: Matrix) -> list[list[Exact]]:
    return [[exact(entry) for entry in row] for row in matrix]


def _is_orthogonal(matrix: Matrix) -> bool:
    rows = _rows(matrix)
    return all(_inner(a, b) == int(i == j) for i, a in enumerate(rows) for j, b in enumerate(rows))


def _is_skew(matrix: Matrix) -> bool:
    rows = _rows(matrix)
    return all(rows[i][j] == -conjugate(rows[j][i]) for i in range(len(rows)) for j in range(i + 1))


def _inner(a: list[Exact], b: list[Exact]) -> Exact:
    total: Exact = 0
    for x, y in zip(a, b, strict=True):
        total = total + x * conjugate(y)
    return total
