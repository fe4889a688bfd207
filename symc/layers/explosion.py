"""Plain axes in full that have very many maps: how many, and how many there would be otherwise."""

from math import prod

from symc.algebra import plain_entries
from symc.errors import fixed as errors
from symc.ir.symmetry import Part
from symc.layers.budget import count_maps
from symc.layers.fixed import reduced, shared
from symc.layers.kind import Call

MANY = 100_000
"""Of so many maps per channel pair a layer warns, where most are there for plain axes alone."""

RANK = 8


def warn_of_explosion(call: Call, sources: tuple[Part, ...], targets: tuple[Part, ...]) -> None:
    """Warns of plain axes with very many pairs of entries; names the other ways, with counts."""
    maps = [(count_maps((a,), b), a, b) for a in sources for b in targets]
    count = sum(found for found, _, _ in maps)
    if count < MANY:
        return
    moved = sum(found // prod(map(plain_entries, (a, b))) for found, a, b in maps)
    if count < 10 * moved:
        return
    alike = _count(
        tuple(shared(part, "plain") for part in sources),
        tuple(shared(part, "plain") for part in targets),
    )
    few = _count(
        tuple(reduced(part, RANK) for part in sources),
        tuple(reduced(part, RANK) for part in targets),
    )
    along = sum(
        RANK * plain_entries(part) for part in (*sources, *targets) if plain_entries(part) > RANK
    )
    call.warn(errors.many_fixed_maps(call.name.span, call.target_span, count, alike, few, along))


def _count(sources: tuple[Part, ...], targets: tuple[Part, ...]) -> int:
    return sum(count_maps((a,), b) for a in sources for b in targets)
