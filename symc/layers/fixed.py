"""`fixed = shared` and `fixed = rank(r)`: plain axes with fewer weights than one for each pair.

Shared axes are permuted by an S of their own, after a code on their entries was added to the input.
Of rank r, a matrix takes the plain entries of every input to r numbers, all maps go between these,
and another matrix takes r numbers to the plain entries of every output: the weights of the pairs of
entries of two tensors, of one map and pair of channels, are then a matrix of rank r at most.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from symc.algebra import constants as constants_of
from symc.algebra import plain_entries
from symc.algebra.motion import motion_of
from symc.ir.model import Code, Combine, Entries, Linear, Op, Value
from symc.ir.symmetry import Axis, Part, Sum, Type, parts_of
from symc.layers.emission import Term
from symc.layers.kind import Call
from symc.layers.reach import check_linear, reaches
from symc.report import Span


def shared_linear(call: Call, bias: bool) -> Term:
    """Codes on the inputs, one linear node, and outputs whose axes are plain again."""
    stem = _stem(call.declared)
    inputs = tuple(_coded(call, value, stem) for term in call.arguments for value in term.values)
    wanted = tuple(shared(part, stem) for part in parts_of(call.wanted))
    check_linear(call, tuple(value.part for value in inputs), _sum(wanted), bias)
    result = call.site.term(call.wanted)
    made = tuple(
        outer if part == outer.part else _beside(call, outer, "shared", part)
        for outer, part in zip(result.values, wanted, strict=True)
    )
    call.site.several(Linear(bias), inputs, made)
    for inner, outer in zip(made, result.values, strict=True):
        if inner != outer:
            _last(call, Combine((Fraction(1),)), (inner,), outer)
    return result


def ranked_linear(call: Call, rank: int, bias: bool) -> Term:
    """Few entries in place of many on both sides of a linear node; constants of their own."""
    inputs = tuple(_few(call, value, rank) for term in call.arguments for value in term.values)
    wanted = tuple(reduced(part, rank) for part in parts_of(call.wanted))
    sources = tuple(value.part for value in inputs)
    check_linear(call, sources, _sum(wanted), bias)
    result = call.site.term(call.wanted)
    outer = dict(zip(result.values, wanted, strict=True))
    few = {
        value: _beside(call, value, "few", part)
        for value, part in outer.items()
        if part != value.part and reaches(call, sources, part)
    }
    alone = tuple(
        value
        for value, part in outer.items()
        if bias and part != value.part and constants_of(value.part)
    )
    constants = {value: _beside(call, value, "constant") for value in alone if value in few}
    unreached = tuple(value for value in alone if value not in few)
    if alone:
        made = (*constants.values(), *unreached)
        call.site.several(Linear(maps=False), call.arguments[0].values[:1], made, "constants")
    ends = tuple(few.get(value, value) for value in outer if value not in unreached)
    unbiased = tuple(value.name for value in few.values())
    call.site.several(Linear(bias, unbiased=unbiased if bias else ()), inputs, ends)
    for value, inner in few.items():
        lifted = _beside(call, value, "lifted") if value in constants else value
        _last(call, Entries(), (inner,), lifted)
        if value in constants:
            _last(call, Combine((Fraction(1),) * 2), (lifted, constants[value]), value)
    return result


def shared(part: Part, stem: str) -> Part:
    """The part with an S of its own on every constant plain axis: one for each length."""
    return replace(part, axes=tuple(_shared_axis(axis, stem) for axis in part.axes))


def _shared_axis(axis: Axis, stem: str) -> Axis:
    if axis.group is None and isinstance(axis.extent, int) and axis.extent > 1:
        return replace(axis, shared=f"{stem}{axis.extent}")
    return axis


def reduced(part: Part, rank: int) -> Part:
    """The part with one plain axis of length `rank` in place of all, where these have more."""
    if plain_entries(part) <= rank:
        return part
    moved = tuple(axis for axis in part.axes if axis.group or isinstance(axis.extent, str))
    return replace(part, axes=(*moved, Axis(rank)))


def _stem(declared: Mapping[str, Span]) -> str:
    """What the names of these groups begin with; no declared group has such a name."""
    stem = "plain"
    while any(name.startswith(stem) for name in declared):
        stem += "_"
    return stem


def _coded(call: Call, value: Value, stem: str) -> Value:
    """An input with a code; where a constant would break a symmetry, without one."""
    part = shared(value.part, stem)
    if part == value.part:
        return value
    coded = _beside(call, value, "coded", part)
    if motion_of(value.part) == "permutation":
        call.site.one(Code(), (value.name,), coded)
    else:
        _add(call, (value,), coded)
    return coded


def _few(call: Call, value: Value, rank: int) -> Value:
    part = reduced(value.part, rank)
    if part == value.part:
        return value
    few = _beside(call, value, "few", part)
    call.site.one(Entries(), (value.name,), few)
    return few


def _last(call: Call, op: Op, inputs: tuple[Value, ...], outer: Value) -> None:
    """A node that makes a result; where there is only one, its name is that of the linear node."""
    if outer.name == call.site.base:
        call.site.several(op, inputs, (outer,), "plain")
    else:
        call.site.one(op, tuple(value.name for value in inputs), outer)


def _add(call: Call, terms: tuple[Value, ...], outer: Value) -> None:
    ones = (Fraction(1),) * len(terms)
    call.site.one(Combine(ones), tuple(term.name for term in terms), outer)


def _beside(call: Call, value: Value, word: str, part: Part | None = None) -> Value:
    """A value that is named after another."""
    name = call.site.emitter.names.fresh(f"{value.name}_{word}")
    return Value(name, value.part if part is None else part)


def _sum(parts: tuple[Part, ...]) -> Type:
    return parts[0] if len(parts) == 1 else Sum(parts)
