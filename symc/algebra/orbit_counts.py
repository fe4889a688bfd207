"""How many tensors signed permutations leave alone, without listing index tuples.

By characters where all elements can be listed (Burnside), else along a chain of stabilizers: the
orbits of G on the first axis, of the stabilizer of one point of each on the second, and so on.
"""

from collections import Counter
from functools import cache
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from symc.algebra.closure import (
    alternating_order,
    are_within,
    determinant,
    doubled,
    elements,
    is_signed,
    parity,
    permutation_group,
    trace,
    unsigned,
)
from symc.algebra.counting import bell, stirling
from symc.algebra.orbits import orbit_count
from symc.ir.symmetry import Images

if TYPE_CHECKING:
    from sympy.combinatorics import PermutationGroup

SMALL_STABILIZER = 500
"""Stabilizers of at most this many elements are counted by characters."""

SMALL_WALK = 10_000
"""At most this many index tuples are looked at one by one."""


@cache
def _classes(generators: tuple[Images, ...]) -> Counter[tuple[int, int, int]]:
    """How many elements have which trace, sign and determinant."""
    return Counter((trace(g), parity(g), determinant(g)) for g in elements(generators))


def mean_of_characters(
    generators: tuple[Images, ...], points: int, signs: int = 0, determinants: int = 0
) -> int:
    """The number of invariant tensors with so many axes, twisted so many times.

    >>> mean_of_characters(((1, 2, 0),), 3), mean_of_characters(((1, 0),), 1, signs=1)
    (9, 1)
    """
    classes = _classes(generators)
    total = 0
    for (chi, sign, det), count in classes.items():
        total += count * chi**points * (sign if signs % 2 else 1) * (det if determinants % 2 else 1)
    assert total % classes.total() == 0
    return total // classes.total()


def chain_count(generators: tuple[Images, ...], points: int, twist: tuple[int, ...] = ()) -> int:
    """The number of invariant tensors with so many axes, by a chain of stabilizers.

    `twist` are the signs that the tensors take under the generators. With signs, each orbit that
    has a tensor is two orbits of tuples with a sign; each other one is one.

    >>> chain_count(((1, 2, 3, 4, 0),), 3), chain_count(((~1, 0),), 2)
    (25, 2)
    """
    twisted = -1 in twist
    if not points:
        return int(not twisted)
    if alternating_order(generators) is not None:
        return _alternating_count(generators, points, twisted)
    if not twisted and not any(map(is_signed, generators)):
        return _tuples(generators, points)
    if not any(map(is_signed, generators)):
        n = len(generators[0])
        both = ((n, n + 1), (n + 1, n))
        pairs = tuple((*g, *both[s < 0]) for g, s in zip(generators, twist, strict=True))
        axes = (tuple(range(n)),) * points
        return _orbits(pairs, (*axes, (n, n + 1))) - _tuples(generators, points)
    return _signed_count(generators, points, twist if twisted else ())


def _alternating_count(generators: tuple[Images, ...], points: int, twisted: bool) -> int:
    """The number for all even permutations, or all permutations."""
    n = len(generators[0])
    split = stirling(points, n) + stirling(points, n - 1)
    if any(parity(g) < 0 for g in generators):
        return split if twisted else bell(points, n)
    return bell(points, n) + split


def _signed_count(generators: tuple[Images, ...], points: int, twist: tuple[int, ...]) -> int:
    """Orbits of tuples with a sign, less those of tuples without.

    Every axis has its own copy of the 2n points of either sign; tuples with one sign in all are
    those up to changes of sign in two axes at once, and tuples without a sign up to any.
    """
    lengths = [len(generators[0])] * points + [1] * bool(twist)
    starts = [2 * sum(lengths[:i]) for i in range(len(lengths))]
    axes = tuple(tuple(range(a, a + 2 * n)) for a, n in zip(starts, lengths, strict=True))
    moving = []
    for k, images in enumerate(generators):
        copies = [images] * points + ([(0,) if twist[k] > 0 else (~0,)] if twist else [])
        moving.append(
            tuple(a + i for a, copy in zip(starts, copies, strict=True) for i in doubled(copy))
        )
    flips = [
        tuple(
            b + (i + (n if b in changed else 0)) % (2 * n)
            for b, n in zip(starts, lengths, strict=True)
            for i in range(2 * n)
        )
        for changed in pairwise(starts)
    ]
    plain = tuple(map(unsigned, generators))
    both = _orbits((*moving, *flips), axes)
    return both - _tuples(plain, points)


def _tuples(generators: tuple[Images, ...], points: int) -> int:
    """The number of orbits of tuples of unsigned points."""
    if are_within(generators, SMALL_STABILIZER):
        return mean_of_characters(generators, points)
    return _orbits(generators, (tuple(range(len(generators[0]))),) * points)


def _orbits(generators: tuple[Images, ...], axes: tuple[tuple[int, ...], ...]) -> int:
    """The number of orbits of tuples, the entry of each axis one of its own list of points."""
    return _below(permutation_group(generators), axes)


def _below(group: "PermutationGroup", axes: tuple[tuple[int, ...], ...]) -> int:
    generators = tuple(tuple(g.array_form) for g in group.generators)
    if are_within(generators, SMALL_STABILIZER):
        return _burnside(generators, axes)
    shape = tuple(map(len, axes))
    if prod(shape) <= SMALL_WALK:
        moves = tuple(tuple(tuple(g[i] - a[0] for i in a) for a in axes) for g in generators)
        return orbit_count(moves, shape)
    first, *rest = axes
    least = [min(orbit) for orbit in group.orbits() if first[0] <= min(orbit) <= first[-1]]
    return sum(_below(_stabilizer(group, point), tuple(rest)) for point in least)


def _burnside(generators: tuple[Images, ...], axes: tuple[tuple[int, ...], ...]) -> int:
    total = 0
    listed = elements(generators, SMALL_STABILIZER)
    for element in listed:
        fixed = 1
        for axis in axes:
            fixed *= sum(element[i] == i for i in axis)
        total += fixed
    return total // len(listed)


def _stabilizer(group: "PermutationGroup", point: int) -> "PermutationGroup":
    """The stabilizer of a point, given by few generators."""
    from sympy.combinatorics import PermutationGroup

    base, strong = group.schreier_sims_incremental(base=[point])
    kept = [g for g in strong if g.array_form[point] == point]
    assert base[0] == point
    return PermutationGroup(kept or [group.identity])
