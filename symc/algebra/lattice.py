"""How the levels of one group cut its maps into bands, exactly.

P_K is the orthogonal projector on the maps that commute with K, and Q_K = 1 - P_K. Of groups whose
projectors commute, every choice S of the groups that are broken has a band of its own,

    W_S = prod_(K in S) Q_K  prod_(K not in S) P_K  W,

all orthogonal, and W is their sum. Subgroups of one another are the case of a chain, in which most
bands are empty. Two projectors commute if and only if their product is the projector on what both
groups leave alone, so that the inner products between both bases have the rank of that.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from math import prod

from symc.algebra.elimination import independent
from symc.algebra.family import Signature
from symc.algebra.inside import why_not_inside
from symc.algebra.intertwiner import dimension, tensors
from symc.algebra.matrices import echelon
from symc.algebra.numbers import Exact, conjugate, read
from symc.algebra.orbits import orbit_elements
from symc.ir.symmetry import Generators, Group
from symc.ir.tensors import BandFactor, Number, Orbits, Table, Tensors


@dataclass(frozen=True, slots=True)
class Lattice:
    """The groups `kept` to some extent, and the subgroup `end` that is kept in any case."""

    kept: tuple[Group, ...]
    end: Group | None

    @property
    def whole(self) -> Group:
        """What the exact part is symmetric under: all of the groups together."""
        found = join((*self.kept, *((self.end,) if self.end else ())))
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Band:
    """What breaks the groups at positions `broken` among those kept, and no other."""

    broken: tuple[int, ...]
    factor: BandFactor


@cache
def holds(whole: Group, sub: Group) -> bool:
    """Whether a group holds another one."""
    return whole == sub or why_not_inside(sub, whole) is None


@cache
def join(groups: tuple[Group, ...]) -> Group | None:
    """The smallest group that holds all of these; None for none."""
    distinct = tuple(dict.fromkeys(groups))
    most = [
        g
        for i, g in enumerate(distinct)
        if not any(
            holds(other, g) and not (holds(g, other) and i < j)
            for j, other in enumerate(distinct)
            if j != i
        )
    ]
    if len(most) < 2:
        return most[0] if most else None
    given = [_generators(group) for group in most]
    union = Generators(
        tuple(dict.fromkeys(x for each in given for x in each.permutations)),
        tuple(dict.fromkeys(x for each in given for x in each.matrices)),
        tuple(dict.fromkeys(x for each in given for x in each.algebra)),
    )
    return Group("_".join(g.name for g in most), "generated", (most[0].size,), union)


def _generators(group: Group) -> Generators:
    from symc.algebra.families import FAMILIES

    return FAMILIES[group.family].generators(group)


@cache
def commutes(first: Group, second: Group, signature: Signature) -> bool:
    """Whether the projectors of two groups commute on the maps between these axes."""
    if holds(first, second) or holds(second, first):
        return True
    both = join((first, second))
    assert both is not None
    a, b = (_vectors(tensors(group, signature)) for group in (first, second))
    rows = [[_inner(x, y) for y in b] for x in a]
    rank = len(echelon(rows)[1]) if rows and b else 0
    return rank == dimension(both, signature)


def clash(lattice: Lattice, signature: Signature) -> tuple[Group, Group] | None:
    """Two of the groups whose projectors do not commute, if there are any."""
    groups = (*lattice.kept, *((lattice.end,) if lattice.end else ()))
    pairs = combinations(dict.fromkeys(groups), 2)
    return next((pair for pair in pairs if not commutes(*pair, signature)), None)


@cache
def bands(lattice: Lattice, signature: Signature) -> tuple[Band, ...]:
    """Every band that is not empty, without the exact part; projectors commute."""
    found: list[Band] = []
    places = range(len(lattice.kept))
    for count in range(1, len(lattice.kept) + 1):
        for broken in combinations(places, count):
            factor = _band(lattice, signature, broken)
            if factor.count:
                found.append(Band(broken, factor))
    return tuple(found)


@cache
def rest(lattice: Lattice, signature: Signature) -> BandFactor:
    """All that is not exact, as one band."""
    return _factor(lattice.end, signature, (lattice.whole,))


@cache
def view(lattice: Lattice, signature: Signature, position: int) -> BandFactor:
    """What of the rest breaks one group, with the coordinates of the rest."""
    whole = rest(lattice, signature)
    return replace(whole, seen=tensors(lattice.kept[position], signature))


@cache
def exact_factor(lattice: Lattice, signature: Signature) -> BandFactor:
    """The exact part as a factor of a band of other groups."""
    return _factor(lattice.whole, signature, ())


def _band(lattice: Lattice, signature: Signature, broken: tuple[int, ...]) -> BandFactor:
    ends = (lattice.end,) if lattice.end else ()
    held = join((*(g for i, g in enumerate(lattice.kept) if i not in broken), *ends))
    return _factor(held, signature, tuple(lattice.kept[i] for i in broken))


def _factor(held: Group | None, signature: Signature, off: tuple[Group, ...]) -> BandFactor:
    """What the group `held` leaves alone, less what those in `off` do."""
    away = tuple(tensors(group, signature) for group in off)
    if held is None:
        shape = tensors(off[0], signature)
        vectors = [v for each in away for v in _vectors(each)]
        leads = _leads(vectors)
        return BandFactor(shape.bottom, shape.top, None, _filled(away), leads)
    space = tensors(held, signature)
    known = [v for group in off for v in _vectors(tensors(join((group, held)) or group, signature))]
    both = [*known, *_vectors(space)]
    kept = {i - len(known) for i in independent(both)}
    dropped = tuple(i for i in range(space.count) if i not in kept)
    return BandFactor(space.bottom, space.top, space, _filled(away), dropped)


def _filled(away: tuple[Tensors, ...]) -> tuple[Tensors, ...]:
    return tuple(each for each in away if each.count)


Vector = dict[int, Number]


def _vectors(made: Tensors) -> list[Vector]:
    elements = made.elements if isinstance(made, Table) else _walked(made)
    return [dict(element) for element in elements]


def _walked(made: Orbits) -> tuple[tuple[tuple[int, Number], ...], ...]:
    return orbit_elements(made)


def _inner(a: Vector, b: Vector) -> Exact:
    total: Exact = 0
    for place, value in a.items():
        if place in b:
            total = total + conjugate(read(value)) * read(b[place])
    return total


def _leads(vectors: list[Vector]) -> tuple[int, ...]:
    """The pivots of the reduced row echelon form, in order."""
    places = sorted({place for vector in vectors for place in vector})
    rows: list[list[Exact]] = [[read(v.get(place, 0)) for place in places] for v in vectors]
    return tuple(places[pivot] for pivot in echelon(rows)[1]) if rows else ()


def entries_of(group: Group, signature: Signature) -> int:
    """The number of maps between axes that nothing moves."""
    from symc.algebra.families import FAMILIES

    family = FAMILIES[group.family]
    lengths = [
        family.length(group, slot.label) if slot.label else group.size for slot in signature.slots
    ]
    return prod(n for n in lengths if isinstance(n, int))
