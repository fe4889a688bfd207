"""Points of a group that carries a graph meet along edges only: layers act on each by itself."""

from dataclasses import replace

from symc.errors import euclidean, sparse
from symc.ir.graphs import bare, dressed, each_of, with_parts
from symc.ir.model import Value
from symc.ir.symmetry import Part, Sum, Type, parts_of, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import EDGES, Call, Finish, Kind
from symc.layers.reach import refuse


def apply(kind: Kind, call: Call) -> Term:
    """The value of a call, at every point and edge that it is about."""
    _check_points(kind, call)
    over = call.over
    if over is not None and not kind.signature.sited:
        graph = call.graph_on(over.name)
        if over.family == EDGES or graph != over.name:
            refuse(sparse.all_pairs(call.over_span, call.name.text, over.name, graph))
    targets = () if call.target is None else parts_of(call.target)
    sites = {value.each for term in call.arguments for value in term.values}
    sites |= set(map(each_of, targets))
    if kind.signature.sited or sites <= {""}:
        return kind.apply(call)
    if call.target is not None:
        return _to_target(kind, call, call.target)
    return _alike(kind, call)


def _to_target(kind: Kind, call: Call, target: Type) -> Term:
    """A layer with an arrow: for each site of the target from what there is at it."""
    parts = tensors_of(target)
    sites = tuple(dict.fromkeys(map(each_of, parts)))
    _check_sources(call, sites)
    alone = all(not value.each for term in call.arguments for value in term.values)
    found: dict[int, tuple[Value, ...]] = {}
    for site in sites:
        places = [i for i, part in enumerate(parts) if each_of(part) == site]
        own = tuple(bare(parts[i]) for i in places)
        wanted = own[0] if isinstance(target, Part) else Sum(own)
        arguments = call.arguments if alone else _arguments(kind, call, site)
        here = _within(call, "" if alone else site, len(sites) > 1)
        made = kind.apply(replace(here, arguments=arguments, target=wanted))
        values = made.values
        if alone and site:
            values = tuple(call.site.handed(value, site) for value in values)
        found |= dict(zip(places, _cut(own, values), strict=True))
    return Term(target, tuple(value for i in range(len(parts)) for value in found[i]))


def _arguments(kind: Kind, call: Call, site: str) -> tuple[Term, ...]:
    """What every argument has at a site; one that has nothing there is left out, or refused."""
    found = tuple(_at(call, term, site, spread=True) for term in call.arguments)
    if kind.signature.most is None:
        return tuple(term for term in found if term.values)
    for term, span in zip(found, call.spans, strict=True):
        if not term.values:
            refuse(sparse.apart(span, call.name.text, "this", site, call.graph_on(site)))
    return found


def _check_sources(call: Call, sites: tuple[str, ...]) -> None:
    """Raises where an argument reaches no part of the target, or a part has no argument."""
    problems = []
    for term, span in zip(call.arguments, call.spans, strict=True):
        for each in dict.fromkeys(value.each for value in term.values):
            if each and each not in sites:
                graph = call.graph_on(each)
                name = call.name.text
                problems.append(sparse.apart(span, name, each, sites[0], graph))
    refuse(*problems)
    held = {value.each for term in call.arguments for value in term.values}
    for site in sites:
        if site not in held and "" not in held:
            source = next(iter(held))
            graph = call.graph_on(source)
            refuse(sparse.apart(call.target_span, call.name.text, source, site, graph))


def _alike(kind: Kind, call: Call) -> Term:
    """A layer that gives a tensor for each tensor: those at one site together."""
    first = call.arguments[0]
    parts = tensors_of(first.type)
    sites = tuple(dict.fromkeys(map(each_of, parts)))
    found: dict[int, tuple[Part, tuple[Value, ...]]] = {}
    for site in sites:
        places = [i for i, part in enumerate(parts) if each_of(part) == site]
        terms = []
        for term, span in zip(call.arguments, call.spans, strict=True):
            each = list(map(each_of, tensors_of(term.type)))
            if [i for i, name in enumerate(each) if name == site] != places:
                other = next((name for name in each if name != site), "")
                graph = call.graph_on(other or site)
                refuse(sparse.apart(span, call.name.text, other or site, site, graph))
            terms.append(_at(call, term, site, kind.signature.spreads and site != ""))
        made = kind.apply(replace(_within(call, site, len(sites) > 1), arguments=tuple(terms)))
        own = tensors_of(made.type)
        pairs = tuple(zip(own, _cut(own, made.values), strict=True))
        found |= dict(zip(places, pairs[: len(places)], strict=True))
    types = tuple(dressed(found[i][0], parts[i]) for i in range(len(parts)))
    values = tuple(value for i in range(len(parts)) for value in found[i][1])
    return Term(with_parts(first.type, types), values)


def _at(call: Call, term: Term, site: str, spread: bool) -> Term:
    """What a term has at one site; with `spread` also what it has of the whole graph, behind."""
    parts = tensors_of(term.type)
    cut = tuple(zip(parts, _cut(parts, term.values), strict=True))
    own = [(bare(part), values) for part, values in cut if each_of(part) == site]
    if spread and site:
        for part, values in cut:
            if not each_of(part):
                own.append((part, tuple(call.site.handed(value, site) for value in values)))
    values = tuple(value for _, own_values in own for value in own_values)
    held = tuple(part for part, _ in own)
    if values == term.values:
        return Term(with_parts(term.type, held), values)
    return Term(held[0] if len(held) == 1 else Sum(held), values)


def _cut(parts: tuple[Part, ...], values: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    """The values of every tensor: those of its blocks, where it has flat axes."""
    rest = iter(values)
    return [tuple(next(rest) for _ in part.blocks) for part in parts]


def _within(call: Call, site: str, several: bool) -> Call:
    """The call as one that knows of this site only."""
    place = call.site.within(site.lower() or "whole") if several else call.site
    given = {name: _at_site(finish, call, site) for name, finish in call.given.items()}
    return replace(call, site=replace(place, each=site), given=given)


def _at_site(finish: Finish, call: Call, site: str) -> Finish:
    """The value of an option at one site, for a type at one point."""
    types = [term.type for term in call.arguments]
    types += [] if call.target is None else [call.target]
    like = next(p for type_ in types for p in tensors_of(type_) if each_of(p) == site)

    def at_site(type_: Type) -> Term:
        parts = tuple(dressed(part, like) for part in tensors_of(type_))
        term = finish(with_parts(type_, parts))
        return Term(type_, term.values)

    return at_site


def _check_points(kind: Kind, call: Call) -> None:
    """Raises where a layer that takes vectors only is given points."""
    if kind.signature.points:
        return
    typed = [(term.type, span) for term, span in zip(call.arguments, call.spans, strict=True)]
    if call.target is not None:
        typed.append((call.target, call.target_span))
    parts = ((part, span) for type_, span in typed for part in parts_of(type_))
    found = dict.fromkeys(each for each in parts if any(axis.is_point for axis in each[0].axes))
    refuse(*(euclidean.points_in_layer(span, call.name.text, part) for part, span in found))
