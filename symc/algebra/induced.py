"""Induced representations of finite groups: copies of a representation of H, one per coset of H.

With t_i the first element of each coset t_i H in the list of elements of G, g sends the vector x of
copy i to the vector T(h) x of copy j, where g t_i = t_j h.
"""

from dataclasses import dataclass
from functools import cache, reduce
from math import prod

from symc.algebra import acting
from symc.algebra.acting import finite_of, listed, of_element
from symc.algebra.closure import TooLarge
from symc.algebra.exact import generators_of
from symc.algebra.family import Slot
from symc.algebra.matrices import Square, identity, images_of, kronecker, times
from symc.algebra.numbers import Exact, written
from symc.ir.symmetry import Generators, Group

MOST_ROWS = 1_000
"""The largest axis that is induced."""


class NoInduction(Exception):
    """Why a representation is not induced from one group to another."""


@dataclass(frozen=True, slots=True)
class Coset:
    """An element g of the large group as t h: the number of its coset, and h."""

    position: int
    rest: Square


def induced(whole: Group, sub: Group, slots: tuple[Slot, ...]) -> Generators:
    """How every generator of `whole` acts on the representation induced from slots of `sub`.

    The generators are in the order of `finite_of(generators_of(whole))`: as signed permutations if
    all of them are, else as matrices. Entries are row-major over cosets, then the slots in order.
    Raises `NoInduction`, or `TooLarge` where the axis is too long.
    """
    large, small = generators_of(whole), generators_of(sub)
    cosets = _cosets(large, small)
    firsts = _firsts(cosets)
    inner = prod(acting.length(small, slot.label) for slot in slots)
    if len(firsts) * inner > MOST_ROWS:
        raise TooLarge(len(firsts) * inner, MOST_ROWS)
    inside = {h: _on_slots(small, h, slots) for h in listed(small)}
    found = tuple(
        _moved([cosets[times(generator, first)] for first in firsts], inside, inner)
        for generator in finite_of(large)
    )
    images = tuple(move for m in found if (move := images_of(m)) is not None)
    if len(images) == len(found):
        return Generators(permutations=images)
    return Generators(
        matrices=tuple(tuple(tuple(str(written(x)) for x in row) for row in m) for m in found)
    )


def cosets_of(whole: Group, sub: Group) -> tuple[Square, ...]:
    """The first element of each coset, the identity first."""
    return _firsts(_cosets(generators_of(whole), generators_of(sub)))


@cache
def _cosets(large: Generators, small: Generators) -> dict[Square, Coset]:
    if large.algebra or small.algebra:
        raise NoInduction("a representation is induced between finite groups")
    elements, within = listed(large), listed(small)
    if not all(matrix in elements for matrix in within):
        raise NoInduction("the small group is not in the large one")
    found: dict[Square, Coset] = {}
    count = 0
    for element in elements:
        if element in found:
            continue
        for h in within:
            found[times(element, h)] = Coset(count, h)
        count += 1
    return found


def _firsts(cosets: dict[Square, Coset]) -> tuple[Square, ...]:
    """The elements that are the first of their coset."""
    one = identity(len(next(iter(cosets))))
    return tuple(g for g, coset in cosets.items() if coset.rest == one)


def _on_slots(small: Generators, h: Square, slots: tuple[Slot, ...]) -> Square:
    matrices = (of_element(small, h, slot, slot.dual) for slot in slots)
    return reduce(kronecker, matrices, identity(1))


def _moved(cosets: list[Coset], inside: dict[Square, Square], inner: int) -> Square:
    """The matrix of a generator: block i in column i, in the row of the coset that it goes to."""
    size = len(cosets) * inner
    rows: list[list[Exact]] = [[0] * size for _ in range(size)]
    for i, coset in enumerate(cosets):
        for a, row in enumerate(inside[coset.rest]):
            at = coset.position * inner + a
            rows[at][i * inner : (i + 1) * inner] = row
    return tuple(map(tuple, rows))
