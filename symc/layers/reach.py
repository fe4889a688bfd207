"""Which parts of a target the equivariant maps reach, and how large their bases are."""

from math import prod

from symc.algebra import FAMILIES, constants, maps_between
from symc.algebra.intertwiner import moved_by
from symc.errors import layers as errors
from symc.errors import plans
from symc.ir.symmetry import Group, Part, Type, parts_of
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
    single = tuple((source,) for source in sources)
    targets = parts_of(target)
    reached = {part: reaches(call, single, part) for part in _distinct(targets)}
    problems = [
        errors.unreached(
            call.name.span, call.target_span, sources, part, target, bias, call.declared
        )
        for part in dict.fromkeys(targets)
        if not reached[_bare(part)] and not (bias and constants(part))
    ]
    if not problems and not any(reached.values()):
        problems.append(
            errors.only_constants(call.name.span, call.target_span, sources, target, call.declared)
        )
    refuse(*problems)
    _weigh(call, single, targets)


def check_bilinear(call: Call, left: Term, right: Term, target: Type, full: bool = False) -> None:
    """Raises where a part is unreached or a basis is too large."""
    targets = parts_of(target)
    _count_pairs(call, len(left.parts) * len(right.parts) * len(targets))
    pairs = tuple((a, b) for a in _distinct(left.parts) for b in _distinct(right.parts))
    reached = {part: reaches(call, pairs, part) for part in _distinct(targets)}
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
            for part in dict.fromkeys(targets)
            if not reached[_bare(part)]
        )
    )
    if full:
        _weigh(call, tuple((a, b) for a in left.parts for b in right.parts), targets)


def reaches(call: Call, sources: tuple[Sources, ...], target: Part) -> bool:
    """Whether any of the sources has a map to the target; raises where a basis is too large."""
    _count_pairs(call, len(sources))
    found = False
    for source in dict.fromkeys(tuple(map(_bare, parts)) for parts in sources):
        _predict(call, source, target)
        found = maps_between(source, target) > 0 or found
    return found


def refuse(*problems: Diagnostic) -> None:
    """Raises the problems, if there are any."""
    if problems:
        raise CompileError(*problems)


def _predict(call: Call, source: Sources, target: Part) -> None:
    """Raises where one group's diagrams, or the basis of all groups, are too many to make."""
    points: dict[Group, int] = {}
    for axis in (axis for part in (*source, target) for axis in part.axes):
        group = moved_by(axis)
        if group is not None:
            points[group] = points.get(group, 0) + 1
    come = " x ".join(str(_bare(part)) for part in source)
    for group, count in points.items():
        spanning = FAMILIES[group.family].spanning(group.size, count)
        if spanning > MOST_DIAGRAMS:
            what = f"diagrams of {group.family}({group.size}) on {count} axes"
            refuse(_too_large(call, come, target, spanning, what))
    basis = prod(FAMILIES[g.family].dimension(g.size, k) for g, k in points.items())
    if basis > MOST_DIAGRAMS:
        refuse(_too_large(call, come, target, basis, "basis maps"))


def _too_large(call: Call, come: str, target: Part, count: int, what: str) -> Diagnostic:
    bare = str(_bare(target))
    return plans.basis_too_large(call.name.span, come, bare, count, what, MOST_DIAGRAMS)


def _count_pairs(call: Call, pairs: int) -> None:
    if pairs > MOST_PAIRS:
        refuse(plans.too_many_pairs(call.name.span, pairs, MOST_PAIRS))


def _weigh(call: Call, sources: tuple[Sources, ...], targets: tuple[Part, ...]) -> None:
    """Raises where the weights of a layer are too many."""
    _count_pairs(call, len(sources) * len(targets))
    weights = sum(
        maps_between(source, target) * target.channels * prod(part.channels for part in source)
        for source in sources
        for target in targets
    )
    if weights > MOST_WEIGHTS:
        refuse(plans.too_many_weights(call.name.span, weights, MOST_WEIGHTS))


def _bare(part: Part) -> Part:
    return Part(part.axes)


def _distinct(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(map(_bare, parts)))
