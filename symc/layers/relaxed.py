"""`relaxed = L`: the weights of a layer vary over the elements of finite groups.

Every input is taken to L copies of itself, each times M(w_l), the effects of all elements weighed
by w_l; exact maps go from these. With w constant the layer is exact.
"""

from dataclasses import replace
from math import prod

from symc.algebra import has_powers
from symc.algebra.elements import order_of
from symc.algebra.relaxed import MOST_ELEMENTS, MOST_NUMBERS, count_of, effects, varied
from symc.errors import relaxed as errors
from symc.ir.model import Value
from symc.ir.relaxed import Relax
from symc.ir.symmetry import Group, Part
from symc.layers.emission import Term
from symc.layers.kind import Call
from symc.layers.reach import check_linear, refuse
from symc.report import Span

MOST_ENTRIES = 250_000
"""The most entries of a matrix on axes of constant size in a model with a relaxed layer."""


def relaxed(call: Call, bias: bool) -> Call:
    """The call on inputs that were multiplied by weights that vary; raises where they cannot."""
    span = call.settings_spans["relaxed"]
    rank = call.number("relaxed", 1)
    if rank.denominator != 1 or rank < 1:
        refuse(errors.relaxed_rank(span, str(rank)))
    check_linear(call, tuple(p for term in call.arguments for p in term.parts), call.wanted, bias)
    values = tuple(value for term in call.arguments for value in term.values)
    groups = _groups(call, tuple(value.part for value in values), span)
    old = tuple(value for value in values if set(varied(value.part)) & set(groups))
    new = {value: _varied(call, value, int(rank)) for value in old}
    op = Relax(int(rank), groups, call.site.base)
    call.site.several(op, old, tuple(new.values()), "relaxed")
    terms = tuple(
        Term(term.type, tuple(new.get(value, value) for value in term.values))
        for term in call.arguments
    )
    return replace(call, arguments=terms)


def _varied(call: Call, value: Value, rank: int) -> Value:
    name = call.site.emitter.names.fresh(f"{value.name}_varied")
    part = replace(value.part, multiplicity=rank * value.part.channels)
    return Value(name, part, value.each)


def _groups(call: Call, parts: tuple[Part, ...], span: Span) -> tuple[Group, ...]:
    """The groups that weights vary over; what is in the way is reported."""
    _check_levels(call, span)
    what = unfit(parts)
    if what is not None:
        refuse(errors.relaxed_beside(span, call.name.span, what))
    groups = tuple(dict.fromkeys(group for part in parts for group in varied(part)))
    if not groups:
        named = dict.fromkeys(str(group) for part in parts for group in part.groups)
        refuse(errors.nothing_to_vary(span, call.name.span, tuple(named)))
    for group in groups:
        order = order_of(group) or 0
        if order > MOST_ELEMENTS:
            what = f"the number of elements of {group} is too large"
            refuse(errors.relaxed_too_large(span, what, order, MOST_ELEMENTS))
        for part in parts:
            axes = tuple(axis for axis in part.axes if axis.group == group)
            count = count_of(effects(group, axes)) if axes else 0
            if count > MOST_NUMBERS:
                what = f"the elements of {group.name} have too many effects on {part}"
                refuse(errors.relaxed_too_large(span, what, count, MOST_NUMBERS))
    return groups


def _check_levels(call: Call, span: Span) -> None:
    for each in call.site.emitter.levels:
        if not each.is_free:
            level = each.levels[0]
            refuse(errors.relaxed_beside_level(span, str(level), each.group.name, level.span))


def unfit(parts: tuple[Part, ...]) -> str | None:
    """What keeps the groups of a layer from being taken one by one, if anything does."""
    if any(g.within for part in parts for g in part.groups):
        return "groups within one another"
    return "symmetric and alternating powers" if has_powers(parts) else None


def pairs(inputs: tuple[Part, ...], outputs: tuple[Part, ...]) -> int:
    """The entries of the matrix between two tensors on axes of constant size, the largest."""
    return max(map(_entries, inputs), default=1) * max(map(_entries, outputs), default=1)


def _entries(part: Part) -> int:
    lengths = (axis.extent for axis in part.axes if axis.group is not None)
    return prod(n for n in lengths if isinstance(n, int))
