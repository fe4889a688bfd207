"""Why a group is not a subgroup of another one, with the generator that is not in it."""

from dataclasses import replace
from functools import cache

from symc.algebra import FAMILIES
from symc.algebra.inside import why_not_inside, why_unlike
from symc.ir.symmetry import Generators, Group, Images, Matrix


@cache
def offending(sub: Group, whole: Group) -> str | None:
    """Why a group is not known to be a subgroup, or None if it is one."""
    unlike = why_unlike(sub, whole)
    if unlike is not None:
        return unlike
    why = why_not_inside(sub, whole)
    if why is None:
        return None
    given = FAMILIES[sub.family].generators(sub)
    for permutation in given.permutations:
        if _is_outside(sub, whole, Generators(permutations=(permutation,))):
            return f"its generator {_cycles(permutation)} is not in {whole.name}"
    for matrix in given.matrices:
        if _is_outside(sub, whole, Generators(matrices=(matrix,))):
            return f"its generator {_rows(matrix)} is not in {whole.name}"
    for element in given.algebra:
        if _is_outside(sub, whole, Generators(algebra=(element,))):
            return f"what {_rows(element)} generates is not in {whole.name}"
    return why


def _is_outside(sub: Group, whole: Group, generators: Generators) -> bool:
    """Whether one generator by itself is not known to be in the group."""
    one = replace(sub, family="generated", parameters=(sub.size,), generators=generators)
    return why_not_inside(one, whole) is not None


def _rows(matrix: Matrix) -> str:
    rows = ", ".join(f"[{', '.join(row)}]" for row in matrix)
    return f"[{rows}]"


def _cycles(images: Images) -> str:
    """A permutation in cycles, as in specs; with signs, as a matrix.

    >>> _cycles((1, 0, 2)), _cycles((0, -2))
    ('(1 2)', '[[1, 0], [0, -1]]')
    """
    if any(image < 0 for image in images):
        return _rows(_matrix(images))
    seen: set[int] = set()
    text = ""
    for start in range(len(images)):
        at = start
        cycle = []
        while at not in seen:
            seen.add(at)
            cycle.append(str(at + 1))
            at = images[at]
        text += f"({' '.join(cycle)})" if len(cycle) > 1 else ""
    return text or "()"


def _matrix(images: Images) -> Matrix:
    """The matrix that sends coordinate i to `images[i]`, or to minus `~images[i]`."""
    columns = [(image, "1") if image >= 0 else (~image, "-1") for image in images]
    return tuple(
        tuple(sign if at == row else "0" for at, sign in columns) for row in range(len(images))
    )
