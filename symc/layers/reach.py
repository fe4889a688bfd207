"""Which parts of a target the equivariant maps reach, and how large their bases are."""

from dataclasses import dataclass
from functools import cache, lru_cache
from math import prod

from symc.algebra import FAMILIES, constants
from symc.algebra.intertwiner import orders, plain_entries
from symc.errors import layers as errors
from symc.errors import plans
from symc.ir.symmetry import Extent, Group, Part, Type, parts_of
from symc.layers.emission import Term
from symc.layers.kind import Call
from symc.report import CompileError, Diagnostic

MOST_DIAGRAMS = 20_000
MOST_PAIRS = 250_000
MOST_WEIGHTS = 2**31

Sources = tuple[Part, ...]
"""One part for a linear map, two for a bilinear one."""


def check_linear(call: Call, sources: Sources, target: Type, bias: bool = True) -> None:
    """Raises where a part is unreached, no map reaches any, or a basis is too large."""
    reached = _reached(call, tuple((source,) for source in sources), target, weigh=True)
    problems = [
        errors.unreached(
            call.name.span, call.target_span, sources, part, target, bias, call.declared
        )
        for part in dict.fromkeys(parts_of(target))
        if _bare(part) not in reached and not (bias and constants(part))
    ]
    if not problems and not reached:
        problems.append(
            errors.only_constants(call.name.span, call.target_span, sources, target, call.declared)
        )
    refuse(*problems)


def check_bilinear(call: Call, left: Term, right: Term, target: Type, full: bool = False) -> None:
    """Raises where a part is unreached or a basis is too large."""
    _count_pairs(call, len(left.parts) * len(right.parts) * len(parts_of(target)))
    pairs = tuple((a, b) for a in left.parts for b in right.parts)
    reached = _reached(call, pairs, target, weigh=full)
    refuse(
        *(
            errors.unreached_bilinear(
                call.name.span,
                call.target_span,
                left.parts,
                right.parts,
                part,
                target,
                call.declared,
            )
            for part in dict.fromkeys(parts_of(target))
            if _bare(part) not in reached
        )
    )


def reaches(call: Call, sources: Sources, target: Part) -> bool:
    """Whether any of the sources has a map to the target; raises where a basis is too large."""
    return bool(_reached(call, tuple((source,) for source in sources), target, weigh=False))


def refuse(*problems: Diagnostic) -> None:
    """Raises the problems, if there are any."""
    if problems:
        raise CompileError(*problems)


@dataclass(frozen=True, slots=True)
class _TooLarge:
    """A basis that has too many diagrams, and what was counted."""

    source: Sources
    target: Part
    count: int
    counted: str


@dataclass(frozen=True, slots=True)
class _Survey:
    """The targets that are reached, without channels; all weights; a basis that is too large."""

    reached: frozenset[Part]
    weights: int
    too_large: _TooLarge | None


def _reached(
    call: Call, sources: tuple[Sources, ...], target: Type, weigh: bool
) -> frozenset[Part]:
    targets = parts_of(target)
    _count_pairs(call, len(sources) * len(targets))
    survey = _survey(sources, targets)
    if survey.too_large is not None:
        large = survey.too_large
        come = " x ".join(map(str, large.source))
        to = str(large.target)
        span = call.name.span
        refuse(plans.basis_too_large(span, come, to, large.count, large.counted, MOST_DIAGRAMS))
    if weigh and survey.weights > MOST_WEIGHTS:
        refuse(plans.too_many_weights(call.name.span, survey.weights, MOST_WEIGHTS))
    return survey.reached


@lru_cache(maxsize=256)
def _survey(sources: tuple[Sources, ...], targets: tuple[Part, ...]) -> _Survey:
    """The counts of all basis maps; parts that differ in channels only are counted together."""
    come: dict[Sources, int] = {}
    for source in sources:
        bare = tuple(map(_bare, source))
        come[bare] = come.get(bare, 0) + prod(part.channels for part in source)
    go: dict[Part, int] = {}
    for part in targets:
        go[_bare(part)] = go.get(_bare(part), 0) + part.channels
    profiles = [(source, _profile(source), channels) for source, channels in come.items()]
    reached: set[Part] = set()
    weights = 0
    for target, outputs in go.items():
        own = _profile((target,))
        for source, profile, inputs in profiles:
            maps = _maps(profile, own)
            if maps is None or maps > MOST_DIAGRAMS:
                return _Survey(frozenset(), 0, _refusal(source, target))
            weights += maps * own.plain * profile.plain * inputs * outputs
            if maps:
                reached.add(target)
    return _Survey(frozenset(reached), weights, None)


@dataclass(frozen=True, slots=True)
class _Profile:
    """How many axes of each group some parts have, and their entries of plain axes."""

    orders: dict[Group, int]
    plain: int


def _profile(parts: Sources) -> _Profile:
    whole = Part(tuple(axis for part in parts for axis in part.axes))
    return _Profile(orders(whole), plain_entries(whole))


def _maps(source: _Profile, target: _Profile) -> int | None:
    """The number of basis maps, plain axes aside; None if a group has too many diagrams."""
    maps = 1
    for group in {**source.orders, **target.orders}:
        order = source.orders.get(group, 0) + target.orders.get(group, 0)
        count = _dimension(group.family, group.size, order)
        if count is None:
            return None
        maps *= count
    return maps


@cache
def _dimension(family: str, size: Extent, points: int) -> int | None:
    """The dimension of the invariants; None where the diagrams are too many to make."""
    if FAMILIES[family].spanning(size, points) > MOST_DIAGRAMS:
        return None
    return FAMILIES[family].dimension(size, points)


def _refusal(source: Sources, target: Part) -> _TooLarge:
    """What to say of a basis that is too large: the group with too many diagrams, or all."""
    points = orders(Part(tuple(axis for part in (*source, target) for axis in part.axes)))
    for group, count in points.items():
        spanning = FAMILIES[group.family].spanning(group.size, count)
        if spanning > MOST_DIAGRAMS:
            counted = f"diagrams of {group.family}({group.size}) on {count} axes"
            return _TooLarge(source, target, spanning, counted)
    maps = prod(FAMILIES[g.family].dimension(g.size, k) for g, k in points.items())
    return _TooLarge(source, target, maps, "basis maps")


def _count_pairs(call: Call, pairs: int) -> None:
    if pairs > MOST_PAIRS:
        refuse(plans.too_many_pairs(call.name.span, pairs, MOST_PAIRS))


def _bare(part: Part) -> Part:
    return Part(part.axes)
