"""Networks that say how an argument lies: `by canonical` puts one beside a model."""

from dataclasses import replace
from fractions import Fraction

from symc.algebra.elements import Make, make_of, order_of
from symc.check.centred import as_vectors
from symc.check.settled import are_vectors_enough, is_settled
from symc.check.spec import Spec
from symc.check.telling import tells
from symc.errors import enforced as errors
from symc.ir import ast
from symc.ir.model import Argument, Model, Result
from symc.ir.symmetry import Axis, Group, Part, Sum, Type, parts_of
from symc.layers import LAYERS, Call, Emitter, Site, Term, combine
from symc.layers.budget import OverBudget, count_maps
from symc.report import CompileError, Span

WIDTH = 8
"""The channels of each part of the hidden layers."""

MOST_AXES = 2
"""Parts with more axes beside those of the group are read, but not kept in hidden layers."""


def name_of(spec: Spec, model: ast.Model, group: Group) -> str:
    """A name for the network of one group that nothing else has."""
    name = f"{model.name.text}{group.name}Canonicalizer"
    while spec.scope.find(name) is not None:
        name += "X"
    return name


def canonicalizer(
    spec: Spec,
    model: ast.Model,
    group: Group,
    arguments: tuple[tuple[str, Type], ...],
    span: Span,
    groups: tuple[Group, ...],
) -> Model:
    """An equivariant network from the arguments of a model to where they lie.

    That is vectors for rotations, a score of each point for permutations, and a score of each
    element for other finite groups. It sees points from their centre, as vectors. Raises where all
    such maps are constant.
    """
    make = make_of(group, "canonical")
    assert make is not None
    wanted = _wanted(group, make)
    parts = tuple(part for _, type_ in arguments for part in parts_of(type_))
    failure: CompileError | None = None
    for paired in (False, True) if make == "table" else (True,):
        try:
            found = _made(spec, model, group, make, arguments, span, groups, paired)
            values = (value for argument in found.arguments for value in argument.values)
        except CompileError as problem:
            failure = problem
            continue
        if tells(group, values, found.nodes, found.result.values):
            if is_settled(group, make, parts):
                return found
            raise CompileError(errors.canonical_place(span, group.name, model.name.text, make))
    told = errors.canonical_axes(span, group.name, str(wanted), model.name.text)
    raise CompileError(told) from failure


def _made(
    spec: Spec,
    model: ast.Model,
    group: Group,
    make: Make,
    arguments: tuple[tuple[str, Type], ...],
    span: Span,
    groups: tuple[Group, ...],
    paired: bool,
) -> Model:
    """The network, with products of two hidden values if `paired`."""
    emitter = Emitter(spec.reserved)
    terms = []
    for name, type_ in arguments:
        site = Site(emitter, emitter.names.fresh(name), name, span)
        seen = as_vectors(type_)
        terms.append(Argument(name, seen, site.term(seen).values))
    wanted = _wanted(group, make)
    given = tuple(Term(each.type, each.values) for each in terms)
    result = _network(spec, group, make, given, wanted, emitter, span, paired)
    return Model(
        name_of(spec, model, group),
        tuple(terms),
        tuple(emitter.nodes),
        Result(wanted, result.names),
        groups,
        span,
    )


def _wanted(group: Group, make: Make) -> Part:
    """What says how an argument lies."""
    if make == "table":
        order = order_of(group)
        assert order is not None
        return Part((Axis(order, group, "regular"),))
    size = group.size
    return Part((Axis(size, group),), None if make == "permutation" else int(size))


def _network(
    spec: Spec,
    group: Group,
    make: Make,
    given: tuple[Term, ...],
    wanted: Part,
    emitter: Emitter,
    span: Span,
    paired: bool,
) -> Term:
    def site_of(name: str, text: str) -> Site:
        return Site(emitter, emitter.names.fresh(name), text, span)

    def call(kind: str, arguments: tuple[Term, ...], target: Type | None, name: str) -> Term:
        site = site_of(name, _text(kind, arguments, target))
        spans = (span,) * len(arguments)
        word = ast.Name(kind, span)
        places = spec.groups.places
        made = Call(word, site, arguments, spans, target, span, None, span, {}, {}, places)
        return LAYERS[kind].apply(made)

    hidden = _hidden(group, make, given)
    h = call("linear", given, hidden, "near")
    if paired:
        one = Fraction(1)
        pairs = call("bilinear", (h, h), hidden, "pairs")
        h = combine(site_of("both", "near + pairs"), ((one, h), (one, pairs)))
    h = call("gate", (h,), None, "kept")
    return call("linear", (h,), wanted, "place")


def _text(kind: str, arguments: tuple[Term, ...], target: Type | None) -> str:
    shown = ", ".join(term.names[0] if len(term.names) == 1 else "..." for term in arguments)
    return f"{kind}({shown})" if target is None else f"{kind}({shown} -> {target})"


def _hidden(group: Group, make: Make, given: tuple[Term, ...]) -> Type:
    """Parts with an axis of the group beside the others of each argument, and without one.

    Scalars are kept where products are taken: they turn vectors alone into other vectors. So do
    matrices, which are kept where there are too few vectors.
    """
    label = "regular" if make == "table" else ""
    order = order_of(group) if make == "table" else group.size
    assert order is not None
    own = Axis(order, group, label)
    found: dict[Part, None] = {}
    seen = tuple(part for term in given for part in parts_of(term.type))
    for part in seen:
        rest = tuple(axis for axis in part.axes if axis.group != group and not axis.is_plain)
        if len(rest) <= MOST_AXES:
            found[Part((*rest, own), WIDTH)] = None
            found[Part(rest, WIDTH)] = None
    found[Part((own,), WIDTH)] = None
    if make in ("orthogonal", "rotation") and not are_vectors_enough(group, make, seen):
        bare = (replace(part, multiplicity=WIDTH) for part in seen if len(part.axes) <= MOST_AXES)
        found |= {part: None for part in bare if not any(axis.is_plain for axis in part.axes)}
    parts = tuple(p for p in found if (p.axes or make != "table") and _is_reached(seen, p))
    parts = parts or (Part((own,), WIDTH),)
    return parts[0] if len(parts) == 1 else Sum(parts)


def _is_reached(given: tuple[Part, ...], target: Part) -> bool:
    """Whether a linear map takes arguments, or the constant, to a part."""
    bare = replace(target, multiplicity=None)
    sources = ((replace(part, multiplicity=None),) for part in given)
    return any(_has_map(each, bare) for each in ((), *sources))


def _has_map(sources: tuple[Part, ...], target: Part) -> bool:
    try:
        return bool(count_maps(sources, target))
    except OverBudget:
        return False
