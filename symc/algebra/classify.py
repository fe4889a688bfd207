"""How an axis is moved, as far as functions of single entries care, read off exact generators."""

from symc.algebra.acting import finite_of
from symc.algebra.enumeration import signed_permutations
from symc.algebra.family import Action, Slot
from symc.algebra.matrices import (
    Square,
    adjoint,
    determinant,
    images_of,
    is_identity,
    negative,
    square,
    times,
    trace,
)
from symc.algebra.numbers import approximate, terms_of
from symc.ir.symmetry import Generators


def action(generators: Generators, slot: Slot) -> Action:
    """How the group moves the entries of an axis, as seen from its generators."""
    if slot.label in ("trivial", "regular"):
        return "permutation"
    if slot.label == "sign":
        return "signed permutation"
    finite, algebra = finite_of(generators), tuple(map(square, generators.algebra))
    if slot.label == "det":
        finite = tuple(((determinant(m),),) for m in finite)
        algebra = tuple(((trace(m),),) for m in algebra)
    return _action_of(finite, algebra)


def _action_of(finite: tuple[Square, ...], algebra: tuple[Square, ...]) -> Action:
    algebra = tuple(m for m in algebra if any(map(any, m)))
    is_real = all(
        free > 0 for m in (*finite, *algebra) for r in m for x in r for free, _ in terms_of(x)
    )
    if is_real and all(map(_is_scaling, finite)) and all(map(_is_diagonal, algebra)):
        if algebra or any(images_of(m) is None for m in finite):
            return "scaling"
        return "permutation"
    if not algebra and signed_permutations(finite) is not None:
        return "signed permutation"
    if all(map(_is_unitary, finite)) and all(m == negative(adjoint(m)) for m in algebra):
        return "orthogonal" if is_real else "unitary"
    return "linear"


def _is_scaling(matrix: Square) -> bool:
    """Whether a real matrix permutes the coordinates and multiplies them by positive numbers."""
    entries = [[x for x in row if x] for row in matrix]
    return all(len(row) == 1 and approximate(row[0]).real > 0 for row in entries)


def _is_diagonal(matrix: Square) -> bool:
    return all(not x or i == j for i, row in enumerate(matrix) for j, x in enumerate(row))


def _is_unitary(matrix: Square) -> bool:
    return is_identity(times(matrix, adjoint(matrix)))
