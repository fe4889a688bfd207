"""Which parts of a target the equivariant maps reach, and how large their bases are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from symc.algebra import plain_entries
from symc.algebra.planes import Irrational
from symc.errors import irreps, plans
from symc.errors import layers as errors
from symc.ir.symmetry import Part, Type, parts_of, tensors_of
from symc.layers.budget import OverBudget, count_maps
from symc.layers.emission import Term
from symc.layers.kind import Call
from symc.report import CompileError, Diagnostic

MOST_PAIRS = 250_000
MOST_WEIGHTS = 2**31

Sources = tuple[Part, ...]
"""One part for a linear map, two for a bilinear one, none for the constant."""


def check_linear(call: Call, sources: Sources, target: Type, bias: bool = True) -> frozenset[Part]:
    """The parts without channels that are reached.

    Raises where a part is not, where no map reaches any, or where a basis is too large.
    """
    reached = _reached(call, tuple((source,) for source in sources), target, weigh=True)
    problems = [
        errors.unreached(
            call.name.span,
            call.target_span,
            sources,
            part,
            target,
            bias,
            call.declared,
            _is_known_to_reach,
        )
        for part in _missed(
            target, lambda part: part in reached or (bias and _has_constants(call, part))
        )
    ]
    if not problems and not reached:
        problems.append(
            errors.only_constants(
                call.name.span,
                call.target_span,
                sources,
                target,
                call.declared,
                _is_known_to_reach,
            )
        )
    refuse(*problems)
    found = {_bare(part) for part in parts_of(target)}
    return frozenset(
        part for part in found if part in reached or (bias and _has_constants(call, part))
    )


def _missed(target: Type, is_reached: Callable[[Part], bool]) -> tuple[Part, ...]:
    """The tensors that nothing reaches; of one with flat axes the first block stands for it."""
    return tuple(
        part.blocks[0]
        for part in dict.fromkeys(tensors_of(target))
        if not any(is_reached(_bare(block)) for block in part.blocks)
    )


def check_bilinear(
    call: Call, left: Term, right: Term, target: Type, full: bool = False
) -> frozenset[Part]:
    """The parts without channels that are reached; raises where one is not or a basis too large."""
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
            for part in _missed(target, lambda part: part in reached)
        )
    )
    return reached


def reaches(call: Call, sources: Sources, target: Part) -> bool:
    """Whether any of the sources has a map to the target; raises where a basis is too large."""
    return bool(_reached(call, tuple((source,) for source in sources), target, weigh=False))


def _is_known_to_reach(sources: Sources, target: Part) -> bool:
    """Whether there is a map; where there are too many to look at, none is known."""
    try:
        return bool(count_maps(sources, target))
    except OverBudget:
        return False


def _has_constants(call: Call, target: Part) -> bool:
    return bool(_reached(call, ((),), target, weigh=False))


def refuse(*problems: Diagnostic) -> None:
    """Raises the problems, if there are any."""
    if problems:
        raise CompileError(*problems)


@dataclass(frozen=True, slots=True)
class _TooLarge:
    """A basis that is too large, what was counted, and how much of it is too much."""

    source: Sources
    target: Part
    count: int
    counted: str
    most: int


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
    try:
        survey = _survey(sources, targets)
    except Irrational as problem:
        raise CompileError(irreps.irrational_corners(call.name.span, problem.group)) from None
    if survey.too_large is not None:
        large = survey.too_large
        come = " x ".join(map(str, large.source))
        to = str(large.target)
        span = call.name.span
        refuse(plans.basis_too_large(span, come, to, large.count, large.counted, large.most))
    if weigh and survey.weights > MOST_WEIGHTS:
        instead = ""
        if call.name.text == "linear" and any(plain_entries(part) > 1 for part in targets):
            instead = "add `fixed = shared` or `fixed = rank(8)`: fewer weights for plain axes"
        refuse(plans.too_many_weights(call.name.span, survey.weights, MOST_WEIGHTS, instead))
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
    reached: set[Part] = set()
    weights = 0
    for target, outputs in go.items():
        for source, inputs in come.items():
            try:
                maps = count_maps(source, target)
            except OverBudget as budget:
                large = _TooLarge(source, target, budget.count, budget.counted, budget.most)
                return _Survey(frozenset(), 0, large)
            weights += maps * inputs * outputs
            if maps:
                reached.add(target)
    return _Survey(frozenset(reached), weights, None)


def _count_pairs(call: Call, pairs: int) -> None:
    if pairs > MOST_PAIRS:
        refuse(plans.too_many_pairs(call.name.span, pairs, MOST_PAIRS))


def _bare(part: Part) -> Part:
    return part if part.multiplicity is None else Part(part.axes, None, part.powers)
