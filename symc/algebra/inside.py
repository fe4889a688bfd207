"""Whether a group lies inside another on the same coordinates, where that is cheap to see."""

from fractions import Fraction

from symc.algebra.families import FAMILIES
from symc.ir.symmetry import Generators, Group, Images, Matrix

MOST_POINTS = 200

Rows = tuple[tuple[Fraction, ...], ...]


def why_not_inside(sub: Group, whole: Group) -> str | None:
    """Why a group is not known to be a subgroup, or None if it is one."""
    unlike = why_unlike(sub, whole)
    if unlike is not None:
        return unlike
    given = FAMILIES[sub.family].generators(sub)
    moves = given.permutations
    plain = not given.matrices and not given.algebra
    match whole.family:
        case "S":
            return _unless(plain and not any(map(_has_sign, moves)), "it does more than permute")
        case "A":
            even = plain and all(not _has_sign(g) and _determinant(g) == 1 for g in moves)
            return _unless(even, "it has odd permutations")
        case "B":
            return _unless(plain, "it does more than permute with signs")
        case "O" if len(whole.parameters) == 1:
            return _unless(_is_orthogonal(given), "its matrices are not seen to be orthogonal")
        case "SO" if len(whole.parameters) == 1:
            special = _is_orthogonal(given) and not given.matrices
            special = special and all(_determinant(g) == 1 for g in moves)
            return _unless(special, "its matrices are not seen to be rotations")
        case "GL":
            return None
    other = FAMILIES[whole.family].generators(whole)
    if plain and not other.matrices and not other.algebra and _size(sub) <= MOST_POINTS:
        return _unless(_contains(other.permutations, moves), "it has elements that are not there")
    listed = _listed(whole, given)
    if listed is None:
        return "that is not seen from its generators; a stabilizer in it would be one"
    return _unless(listed, "it has elements that are not there")


def why_unlike(sub: Group, whole: Group) -> str | None:
    """Why two groups do not act on the same coordinates."""
    if sub.is_free or whole.is_free:
        return "a free size has no subgroups"
    if sub.within or whole.within:
        return "groups within others are no subgroups of one another"
    if sub.size != whole.size:
        return f"it acts on {sub.size} coordinates, and not on {whole.size}"
    if FAMILIES[sub.family].is_complex != FAMILIES[whole.family].is_complex:
        return "one acts on real coordinates, the other on complex ones"
    return None


def _listed(whole: Group, given: Generators) -> bool | None:
    """Whether generators are among all elements of a finite group; None if these are too many."""
    from symc.algebra.acting import finite_of, listed
    from symc.algebra.closure import TooLarge
    from symc.algebra.enumeration import NotFinite

    large = FAMILIES[whole.family].generators(whole)
    if large.algebra or given.algebra:
        return None
    try:
        elements = listed(large)
    except (TooLarge, NotFinite):
        return None
    return all(matrix in elements for matrix in finite_of(given))


def _unless(holds: bool, why: str) -> str | None:
    return None if holds else why


def _size(group: Group) -> int:
    assert isinstance(group.size, int)
    return group.size


def _has_sign(move: Images) -> bool:
    return any(image < 0 for image in move)


def _determinant(move: Images) -> int:
    """The determinant of a signed permutation."""
    images = [image if image >= 0 else ~image for image in move]
    sign = -1 if sum(image < 0 for image in move) % 2 else 1
    seen: set[int] = set()
    for start in range(len(images)):
        at, length = start, 0
        while at not in seen:
            seen.add(at)
            at, length = images[at], length + 1
        sign *= -1 if length and length % 2 == 0 else 1
    return sign


def _is_orthogonal(given: Generators) -> bool:
    """Whether rational matrices are orthogonal and the elements of the algebra antisymmetric."""
    matrices = [_rational(matrix) for matrix in given.matrices]
    algebra = [_rational(matrix) for matrix in given.algebra]
    return all(m is not None and _keeps_norm(m) for m in matrices) and all(
        m is not None and all(m[i][j] == -m[j][i] for i in range(len(m)) for j in range(i + 1))
        for m in algebra
    )


def _rational(matrix: Matrix) -> Rows | None:
    try:
        return tuple(tuple(map(Fraction, row)) for row in matrix)
    except ValueError:
        return None


def _keeps_norm(rows: Rows) -> bool:
    return all(
        sum(x * y for x, y in zip(a, b, strict=True)) == (i == j)
        for i, a in enumerate(rows)
        for j, b in enumerate(rows)
    )


def _contains(whole: tuple[Images, ...], sub: tuple[Images, ...]) -> bool:
    """Whether one group of signed permutations holds the generators of another."""
    from sympy.combinatorics import Permutation, PermutationGroup

    group = PermutationGroup([Permutation(_doubled(move)) for move in whole])
    return all(group.contains(Permutation(_doubled(move))) for move in sub)


def _doubled(move: Images) -> list[int]:
    """A signed permutation of n points as one of 2n: every point and its negative."""
    n = len(move)
    images = [image if image >= 0 else ~image + n for image in move]
    return [*images, *((image + n) % (2 * n) for image in images)]
