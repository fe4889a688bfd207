"""What a linear node needs at every level: the maps of its exact part and of its bands."""

from symc.ir.parameters import Tied
from symc.ir.solution import Basis, Pair
from symc.ir.symmetry import Group
from symc.ir.waist import Level
from symc.schedule.bench import Bench, Bottom, Key, Ties
from symc.schedule.frames import Tensor, energy_of
from symc.schedule.maps import maps, pattern_of
from symc.schedule.ties import tie


def collect(
    basis: Basis,
    groups: tuple[Group, ...],
    sources: tuple[Tensor, ...],
    targets: tuple[Tensor, ...],
) -> tuple[dict[Level, Bench], dict[Key, Bottom]]:
    """The maps and constants of every level, and the bottoms that they read."""
    benches: dict[Level, Bench] = {}
    bottoms: dict[Key, Bottom] = {}
    bands = () if basis.graded is None else basis.graded.bands
    for number, pairs in enumerate((basis.pairs, *(band.pairs for band in bands))):
        for pair in pairs:
            for each in maps(pair, groups, targets[pair.target].frame):
                bench = benches.setdefault(each.level, Bench())
                held = [bench] if not bands else [bench, bench.held.setdefault(number, Bench())]
                top = (pair.target, each.top)
                if not pair.sources:
                    for one in held:
                        one.constants.add(top)
                    continue
                (at,) = pair.sources
                source = sources[at]
                pattern = pattern_of(source.frame, each.bottom)
                bottoms[at, pattern] = Bottom(source.channels, energy_of(source.frame, pattern))
                for one in held:
                    one.maps.add(((at, pattern), top, each.order))
    return benches, bottoms


def ties_of(
    pairs: tuple[Pair, ...],
    folded: tuple[Group, ...],
    sources: tuple[Tensor, ...],
    targets: tuple[Tensor, ...],
) -> Ties:
    """How the weights of every pair are shared on folded axes."""
    made: dict[tuple[int | None, int], Tied] = {}
    for pair in pairs:
        tied = tie(pair, folded, sources, targets[pair.target])
        if tied is not None:
            made[pair.sources[0] if pair.sources else None, pair.target] = tied
    return made
