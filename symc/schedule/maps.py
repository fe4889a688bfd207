"""The maps of a basis over several groups: factors paired up, as patterns and one permutation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symc.ir.diagram import Diagram, Half
from symc.ir.solution import Pair
from symc.ir.symmetry import Group
from symc.ir.waist import Frame, Level, Pattern


@dataclass(frozen=True, slots=True)
class Map:
    """One basis map: what both sides do, the level where they meet, and the permutation there."""

    bottom: tuple[tuple[Group, Half], ...]
    top: Pattern
    level: Level
    order: tuple[int, ...]


def maps(pair: Pair, groups: tuple[Group, ...], target: Frame) -> Iterator[Map]:
    """Every map of a pair in canonical order, groups in the order given."""
    place = {group: i for i, group in enumerate(groups)}
    factors = sorted(
        pair.factors,
        key=lambda factor: min((place[g] for g in factor.groups if g in place), default=-1),
    )
    for chosen in product(*(factor.maps for factor in factors)):
        by_group = {
            group: diagram
            for factor, diagrams in zip(factors, chosen, strict=True)
            for group, diagram in zip(factor.groups, diagrams, strict=True)
        }
        yield _map({group: by_group[group] for group in groups if group in by_group}, target)


def _map(chosen: dict[Group, Diagram], target: Frame) -> Map:
    top = Pattern(tuple(chosen[group].top for group in target.groups))
    bottom = tuple((group, diagram.bottom) for group, diagram in chosen.items())
    level = tuple((group, d.waist) for group, d in chosen.items() if d.waist)
    order: list[int] = []
    for diagram in chosen.values():
        start = len(order)
        order += [start + axis for axis in diagram.sigma]
    return Map(bottom, top, level, tuple(order))


def pattern_of(frame: Frame, halves: tuple[tuple[Group, Half], ...]) -> Pattern:
    """The halves of one tensor alone, in the order of its frame."""
    by_group = dict(halves)
    return Pattern(tuple(by_group[group] for group in frame.groups))
