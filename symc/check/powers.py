"""Tensor powers and products of parts, and their symmetric and alternating halves."""

from dataclasses import replace
from math import prod

from symc.errors import groups as errors
from symc.errors import irreps
from symc.ir.symmetry import Axis, Field, Part, Power, Sum, Type
from symc.report import CompileError, Span


def product(parts: tuple[Part, ...]) -> Part:
    """The tensor product: axes in a row, channels multiplied."""
    axes: list[Axis] = []
    powers: list[Power] = []
    for part in parts:
        powers += (moved(power, len(axes)) for power in part.powers)
        axes += part.axes
    bare = all(part.multiplicity is None for part in parts)
    channels = None if bare else prod(part.channels for part in parts)
    return Part(tuple(axes), channels, tuple(powers))


def moved(power: Power, by: int) -> Power:
    """A power whose axes stand so many places further right."""
    blocks = tuple(tuple(axis + by for axis in block) for block in power.blocks)
    return Power(blocks, power.sign)


def symmetric_power(word: str, k: int, base: Type, span: Span) -> Part:
    """`sym^k` or `alt^k` of a tensor; raises where there is none."""
    match base:
        case Part(axes, None, ()):
            if k == 1:
                return base
            if any(axis.blocks for axis in axes):
                raise CompileError(irreps.flat_power(span, word))
            if any(axis.is_plain for axis in axes):
                why = "a type with a plain axis, whose entries have weights of their own"
                raise CompileError(errors.bad_power(span, word, why))
            if word == "alt":
                _check_alternating(k, axes, span)
            blocks = tuple(tuple(range(i * len(axes), (i + 1) * len(axes))) for i in range(k))
            powers = (Power(blocks, 1 if word == "sym" else -1),) if axes else ()
            return Part(axes * k, None, powers)
        case Part(_, None):
            why = "a type that has such a power in it already"
        case Part():
            why = f"a type with channels; write them in front: `4 {word}^{k} [Rot]`"
        case Sum():
            why = "a sum; write the powers of its parts and their products"
        case _:
            why = "a record"
    raise CompileError(errors.bad_power(span, word, why))


def _check_alternating(k: int, axes: tuple[Axis, ...], span: Span) -> None:
    """Raises where every tensor of the type would be zero."""
    extents = [axis.extent for axis in axes]
    entries = prod(extent for extent in extents if isinstance(extent, int))
    if k > entries and all(isinstance(extent, int) for extent in extents):
        shown = "1 entry" if entries == 1 else f"{entries} entries"
        raise CompileError(
            errors.bad_power(span, "alt", f"{shown}, {k} times, is 0: no tensor alternates so")
        )


def multiplied(times: int, type_: Type) -> Type:
    """A type with so many times the channels in every part."""
    match type_:
        case Part():
            return _more(times, type_)
        case Sum(parts):
            return Sum(tuple(_more(times, part) for part in parts))
        case _:
            fields = type_.fields
            return replace(
                type_, fields=tuple(Field(f.key, _more_in(times, f.type)) for f in fields)
            )


def _more(times: int, part: Part) -> Part:
    return replace(part, multiplicity=times * part.channels)


def _more_in(times: int, type_: Part | Sum) -> Part | Sum:
    if isinstance(type_, Part):
        return _more(times, type_)
    return Sum(tuple(_more(times, part) for part in type_.parts))
