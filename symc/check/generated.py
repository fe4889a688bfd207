"""Groups that are given by generators: permutations, matrices and Lie algebras."""

from collections import Counter

from symc.algebra.enumeration import NotFinite, infinite_order, matrix_elements
from symc.algebra.matrices import determinant, square
from symc.algebra.modular import field_of
from symc.algebra.numbers import exact
from symc.check.entries import Entries
from symc.check.families import MOST_POINTS
from symc.errors import groups as errors
from symc.errors import plans
from symc.ir import ast
from symc.ir.symmetry import Generators, Group, Images, Matrix
from symc.report import CompileError, Diagnostic

MOST_ROWS = 64
MOST_GENERATORS = 256
MOST_ROOTS = 3
"""The most square roots none of which is in the field of the others: its degree is at most 8."""

Matrices = tuple[ast.Matrix, ...]


def by_permutations(name: str, written: ast.ByPermutations) -> Group:
    """The group of these permutations, on the points up to the largest number written."""
    _few(len(written.generators), written)
    problems: list[Diagnostic] = []
    for number, generator in enumerate(written.generators, 1):
        why = _cycle_problem(generator)
        if why:
            problems.append(errors.bad_generator(generator.span, number, why))
    degree = max(
        (p for g in written.generators for cycle in g.cycles for p in cycle),
        default=0,
    )
    if degree > MOST_POINTS:
        problems.append(plans.group_too_large(written.span, "points", degree, MOST_POINTS))
    if not degree and not problems:
        why = "it names no point, so that nothing says how many there are: write `(1)`"
        problems.append(errors.bad_generator(written.generators[0].span, 1, why))
    if problems:
        raise CompileError(*problems)
    images = tuple(_images(generator, degree) for generator in written.generators)
    return Group(name, "generated", (degree,), Generators(permutations=images))


def by_matrices(name: str, written: ast.ByMatrices, entries: Entries) -> Group:
    """The finite group of these matrices; signed permutations are kept as such."""
    matrices = _square(written.generators, written, entries)
    size = len(matrices[0])
    moves = tuple(found for found in map(signed, matrices) if found is not None)
    if len(moves) == len(matrices):
        return Group(name, "generated", (size,), Generators(permutations=moves))
    squares = tuple(map(square, matrices))
    for number, (matrix, place) in enumerate(zip(squares, written.generators, strict=True), 1):
        if not determinant(matrix):
            why = "it is singular: its determinant is 0"
            raise CompileError(errors.bad_generator(place.span, number, why))
    for number, (matrix, place) in enumerate(zip(squares, written.generators, strict=True), 1):
        reason = infinite_order(matrix)
        if reason is not None:
            why = f"generator {number} has infinite order, {reason}"
            raise CompileError(errors.not_finite(place.span, why))
    try:
        matrix_elements(squares)
    except NotFinite as problem:
        raise CompileError(errors.not_finite(written.span, str(problem))) from None
    return Group(name, "generated", (size,), Generators(matrices=matrices))


def by_algebra(name: str, written: ast.ByAlgebra, entries: Entries) -> Group:
    """The connected group of these elements of a Lie algebra, which need no inverses."""
    matrices = _square(written.generators, written, entries)
    return Group(name, "generated", (len(matrices[0]),), Generators(algebra=matrices))


def signed(matrix: Matrix) -> Images | None:
    """A matrix as a signed permutation, if it is one.

    >>> signed((("0", "-1"), ("1", "0")))
    (1, -1)
    """
    images: list[int] = []
    for column in zip(*matrix, strict=True):
        rows = [i for i, entry in enumerate(column) if entry != "0"]
        if len(rows) != 1 or column[rows[0]] not in ("1", "-1"):
            return None
        images.append(rows[0] if column[rows[0]] == "1" else ~rows[0])
    there = {i if i >= 0 else ~i for i in images}
    return tuple(images) if len(there) == len(images) else None


def _few(count: int, written: ast.ByPermutations | ast.ByMatrices | ast.ByAlgebra) -> None:
    if count > MOST_GENERATORS:
        raise CompileError(
            plans.group_too_large(written.span, "generators", count, MOST_GENERATORS)
        )


def _cycle_problem(generator: ast.Permutation) -> str | None:
    points = [point for cycle in generator.cycles for point in cycle]
    if 0 in points:
        return "points are counted from 1, and it names the point 0"
    twice = sorted(point for point, count in Counter(points).items() if count > 1)
    return f"it names the point {twice[0]} twice" if twice else None


def _images(generator: ast.Permutation, degree: int) -> Images:
    images = list(range(degree))
    for cycle in generator.cycles:
        for point, image in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True):
            images[point - 1] = image - 1
    return tuple(images)


def _square(
    written: Matrices, whole: ast.ByMatrices | ast.ByAlgebra, entries: Entries
) -> tuple[Matrix, ...]:
    """The matrices with their exact entries; raises if they are not square and of one size."""
    _few(len(written), whole)
    size = len(written[0].rows)
    for number, matrix in enumerate(written, 1):
        rows = len(matrix.rows)
        if rows > MOST_ROWS:
            raise CompileError(plans.group_too_large(matrix.span, "rows", rows, MOST_ROWS))
        for row in matrix.rows:
            if len(row.entries) != rows:
                why = f"a row of {len(row.entries)} entries in a matrix of {rows} rows"
                raise CompileError(errors.bad_generator(row.span, number, f"{why} is not square"))
        if rows != size:
            why = f"it is {rows} x {rows}, and the first generator is {size} x {size}"
            raise CompileError(errors.bad_generator(matrix.span, number, why))
    found = tuple(
        tuple(tuple(entries.text(entry) for entry in row.entries) for row in matrix.rows)
        for matrix in written
    )
    roots = len(field_of({exact(entry) for matrix in found for row in matrix for entry in row}))
    if roots > MOST_ROOTS:
        what = "independent square roots in its entries"
        raise CompileError(plans.group_too_large(whole.span, what, roots, MOST_ROOTS))
    return found
