"""Diagnostics SYM3xx: layers, their arguments, and the maps that exist."""

from collections.abc import Iterable, Mapping

from symc.errors.catalogue import diagnostic, error, here, there
from symc.errors.reasons import (
    Reaches,
    bare,
    bilinear_reaches,
    listed,
    no_map,
    obstacle,
    rotated_by,
    short,
    without_reflections,
)
from symc.errors.vanishing import called
from symc.ir.symmetry import Group, Part, Sum, Type
from symc.report import Diagnostic, Label, Span

Places = Mapping[str, Span]
"""Where each group is declared."""


def declared(groups: tuple[Group, ...], places: Places) -> tuple[Label, ...]:
    """A label at the declaration of each group."""
    return tuple(
        there(places[g.name], f"{g.name} is declared here") for g in groups if g.name in places
    )


def _obstacles(sources: Iterable[tuple[Part, ...]], target: Part) -> tuple[Group, ...]:
    """The groups for which no maps exist, each once."""
    found = (obstacle(source, target) for source in sources)
    return tuple(dict.fromkeys(group for group in found if group is not None))


def _where(target: Part, whole: Type) -> str:
    return "" if isinstance(whole, Part) else f", a part of {short(whole)}"


@diagnostic("SYM301")
def unreached(
    call: Span,
    arrow: Span,
    sources: tuple[Part, ...],
    target: Part,
    whole: Type,
    bias: bool,
    places: Places,
    reaches: Reaches,
) -> Diagnostic:
    """No equivariant linear map reaches a part of the target.

    By Schur's lemma a linear map between representations without a common irrep is zero. For tensor
    powers of a vector that is a matter of counting axes: -1 in O(n) acts by (-1)^k on a tensor with
    k axes, so that maps exist between orders of the same parity only; for SO(n) a determinant can
    take up n axes more. A constant is reached by no weight unless it is invariant itself.
    Products have more invariants: use `bilinear`, `invariants`, or another type.
    """
    distinct = tuple(dict.fromkeys(map(bare, sources)))
    notes = [no_map((source,), target) for source in distinct[:4]]
    notes.append(
        no_map((), target)
        if bias
        else "with `bias = off` there is no constant part, which would reach it otherwise"
    )
    come = listed(tuple(str(s) for s in dict.fromkeys(sources)))
    return error(
        f"no equivariant linear map from {come} to {target}",
        here(call),
        there(arrow, f"nothing reaches {target}{_where(target, whole)}"),
        *declared(_obstacles(((source,) for source in distinct[:4]), target), places),
        notes=tuple(dict.fromkeys(notes)),
        helps=_ways_out(distinct, target, reaches),
    )


def _ways_out(sources: tuple[Part, ...], target: Part, reaches: Reaches) -> tuple[str, ...]:
    if not bilinear_reaches(sources, target, reaches):
        return without_reflections(sources[:1], target)
    if rotated_by(target):
        return (f"products reach it: `bilinear(x, x -> {target})`",)
    return (f"form invariants first: `invariants(x -> {target})`",)


@diagnostic("SYM302")
def only_constants(
    call: Span,
    arrow: Span,
    sources: tuple[Part, ...],
    target: Type,
    places: Places,
    reaches: Reaches,
) -> Diagnostic:
    """A linear layer whose result does not depend on its arguments.

    Constants reach the target, but no equivariant map does (Schur's lemma), so the layer would
    forget its input.
    """
    distinct = tuple(dict.fromkeys(map(bare, sources)))
    parts = target.parts if isinstance(target, Sum) else (target,)
    first = next(part for part in parts if isinstance(part, Part)) if parts else Part(())
    come = listed(tuple(str(s) for s in dict.fromkeys(sources)))
    return error(
        f"no equivariant linear map from {come} to {short(target)}, only a constant",
        here(call),
        there(arrow, "every part of this would be a learned constant"),
        *declared(_obstacles(((source,) for source in distinct[:4]), first), places),
        notes=tuple(no_map((source,), first) for source in distinct[:4]),
        helps=_ways_out(distinct, first, reaches),
    )


@diagnostic("SYM303")
def unreached_bilinear(
    call: Span,
    arrow: Span,
    left: tuple[Part, ...],
    right: tuple[Part, ...],
    target: Part,
    whole: Type,
    places: Places,
) -> Diagnostic:
    """No equivariant bilinear map reaches a part of the target.

    A bilinear map is a linear one on the tensor product, so the axes of both arguments count
    together: for O(n) all axes of a, b and T are even in number, or every map is zero.
    """
    firsts = tuple(dict.fromkeys(map(bare, left)))
    seconds = tuple(dict.fromkeys(map(bare, right)))
    pairs = [(a, b) for a in firsts[:3] for b in seconds[:3]]
    pairs = [p for i, p in enumerate(pairs) if (p[1], p[0]) not in pairs[:i]]
    return error(
        f"no equivariant bilinear map from {listed(tuple(map(str, firsts)))} "
        f"and {listed(tuple(map(str, seconds)))} to {target}",
        here(call),
        there(arrow, f"nothing reaches {target}{_where(target, whole)}"),
        *declared(_obstacles(pairs[:4], target), places),
        notes=tuple(no_map(pair, target) for pair in pairs[:4]),
        helps=without_reflections(pairs[0], target),
    )


@diagnostic("SYM305")
def gate_from_constants(
    call: Span, argument: Span, part: Part, gate: Part, sources: tuple[Part, ...], places: Places
) -> Diagnostic:
    """A gate that would not depend on its argument.

    `gate` multiplies a rotated part by sigmoid(linear(x -> its permuted and plain axes)). Where no
    equivariant map reaches those invariants, the gate would be a constant.
    """
    distinct = tuple(dict.fromkeys(map(bare, sources)))
    return error(
        f"nothing in the argument can gate {part}: only the constant reaches {gate}",
        here(call),
        there(argument, f"no part of this has an equivariant map to {gate}"),
        *declared(_obstacles(((source,) for source in distinct[:4]), gate), places),
        notes=tuple(no_map((source,), gate) for source in distinct[:4]),
        helps=(
            "add invariants before: `gate((x, invariants(x -> 8 [])))`",
            "`norm_act(x, silu)` needs none",
        ),
    )


@diagnostic("SYM306")
def invariants_rotated(call: Span, arrow: Span, part: Part, places: Places) -> Diagnostic:
    """`invariants` into a type that is not invariant.

    The target of `invariants` may have permuted and plain axes, but no rotated one.
    """
    groups = rotated_by(part)
    return error(
        f"{part} is not invariant under {groups[0].name}",
        here(call),
        there(arrow, f"{groups[0].name} moves {part}"),
        *declared(groups, places),
        helps=(f"for products that turn along: `bilinear(x, x -> {part})`",),
    )


@diagnostic("SYM307")
def pooled_rotated(over: Span, name: str, group: Group, places: Places) -> Diagnostic:
    """Pooling over the axis of a group that does not permute it.

    The sum of the coordinates of a vector changes when the vector is rotated; only over a permuted
    axis is a sum, mean or maximum invariant.
    """
    return error(
        f"`{name}` over {group.name} is not invariant: {called(group)} does not permute its axis",
        here(over),
        *declared((group,), places),
        notes=(f"no linear map from [{group.name}] to [] is invariant but zero (Schur)",)
        if group.size != 1
        else (),
        helps=("for a scalar from a vector: `invariants(x -> [])`",),
    )


@diagnostic("SYM308")
def nothing_to_pool(over: Span, name: str, argument: Span, group: Group, type_: Type) -> Diagnostic:
    """Pooling over a group of which no part has an axis."""
    return error(
        f"no part of {short(type_)} has an axis of {group.name}",
        here(over, f"`{name}` takes away axes of {group.name}"),
        there(argument, f"this is {short(type_)}"),
    )


@diagnostic("SYM309")
def max_of_rotated(call: Span, argument: Span, part: Part, places: Places) -> Diagnostic:
    """The maximum of rotated parts.

    The largest entry of each coordinate depends on the coordinates; a maximum commutes with
    permutations only.
    """
    groups = rotated_by(part)
    moved = f"`max` does not commute with {groups[0].name} on {part}" if groups else ""
    return error(
        moved or f"`max` does not keep {part} antisymmetric",
        here(call),
        there(argument, f"this has the part {part}"),
        *declared(groups, places),
        helps=("`mean` and `sum` are linear and keep the symmetry",),
    )


@diagnostic("SYM310")
def attention_axes(over: Span, argument: Span, part: Part, group: Group, count: int) -> Diagnostic:
    """Attention over a group of which a part has no axis, or more than one."""
    return error(
        f"attention over {group.name} needs exactly one axis of it in every part, "
        f"and {part} has {count}",
        here(over),
        there(argument, f"this has the part {part}"),
    )


@diagnostic("SYM311")
def heads_do_not_divide(option: Span, heads: int, argument: Span, part: Part) -> Diagnostic:
    """Attention with a number of heads that does not divide the channels."""
    return error(
        f"{heads} heads do not divide the {part.channels} channels of {part}",
        here(option),
        there(argument, f"this has the part {part}"),
    )


@diagnostic("SYM312")
def not_a_probability(span: Span) -> Diagnostic:
    """A probability of dropout outside of 0 <= p < 1."""
    return error(
        f"dropout needs a probability p with 0 <= p < 1, and `{span.text}` is not one", here(span)
    )


@diagnostic("SYM313")
def unlike_terms(operator: Span, left: Type, left_span: Span, right: Type) -> Diagnostic:
    """A sum or difference of values of two types.

    `a + b` adds entry by entry, so both have one type, multiplicities and order of parts included:
    `[A]` and `1 [A]` are two types, and so are `[] + [A]` and `[A] + []`.
    """
    return error(
        f"cannot add {short(left)} and {short(right)}: they are not of one type",
        here(operator, f"this is {short(right)}"),
        there(left_span, f"this is {short(left)}"),
        helps=(
            f"bring one to the type of the other: `linear(x -> {short(left)})`",
            "`(a, b)` joins values into a sum of types",
        ),
    )
