"""Levels inside layers: axes of free groups as plain ones, and operands of products loosened."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from symc.ir.levels import Exact, Free
from symc.ir.model import Combine, Linear
from symc.ir.symmetry import Axis, Field, Group, Part, Record, Sum, Type
from symc.layers.emission import Site, Term

FREE = "free:"
"""What the label of a plain axis begins with that a group moved."""


def free_groups(site: Site) -> tuple[Group, ...]:
    """The groups that are free at a call: their axes count as plain."""
    return tuple(each.group for each in site.emitter.levels if each.is_free)


def plain(term: Term, groups: tuple[Group, ...], site: Site) -> Term:
    """A value as a layer sees it: the axes of free groups plain, those of others moved."""
    if not groups and not any(_was_freed(value.name, site) for value in term.values):
        return term
    type_ = _mapped(term.type, lambda axis: _freed(axis, groups))
    values = []
    for value in term.values:
        part = _part(value.part, lambda axis: _freed(axis, groups))
        known = site.emitter.produced.get(value.name, value.part)
        if known == part:
            values.append(replace(value, part=part))
            continue
        alias = site.within(value.name).term(part)
        site.one(Combine((Fraction(1),)), (value.name,), alias.values[0])
        values += alias.values
    return Term(type_, tuple(values))


def _was_freed(name: str, site: Site) -> bool:
    """Whether a value was made where a group was free."""
    part = site.emitter.produced.get(name)
    return part is not None and any(axis.label.startswith(FREE) for axis in part.axes)


def moved_again(term: Term, groups: tuple[Group, ...]) -> Term:
    """A result of such a layer with the axes of free groups as axes of these groups again."""
    by_name = {group.name: group for group in groups}
    values = tuple(
        replace(value, part=_part(value.part, lambda axis: _bound(axis, by_name)))
        for value in term.values
    )
    return Term(_mapped(term.type, lambda axis: _bound(axis, by_name)), values)


def plain_type(type_: Type, groups: tuple[Group, ...]) -> Type:
    """A type with the axes of free groups plain."""
    return _mapped(type_, lambda axis: _freed(axis, groups))


def loosened(site: Site, left: Term, right: Term) -> tuple[Term, Term]:
    """Both operands of a product; one value on both sides is loosened once."""
    if left.names == right.names:
        both = loosen(site, left, "both")
        return both, both
    return loosen(site, left, "left"), loosen(site, right, "right")


def loosen(site: Site, term: Term, word: str) -> Term:
    """The operand of a product, plus what breaks the symmetries that are not exact.

    The identity counts as the exact part: mixing the channels of x + R x, |R| <= e, is a linear
    map whose broken part is at most e times its exact one.
    """
    named = {group for part in term.parts for group in part.groups}
    measured = any(
        each.group in named
        and not each.is_free
        and any(not isinstance(level.mode, Exact | Free) for level in each.levels)
        for each in site.emitter.levels
    )
    if not measured:
        return term
    op = Linear(bias=False, residual=True)
    broken = site.within(f"{word}_broken").node(op, (term,), term.type)
    one = Fraction(1)
    return site.within(word).part_by_part(lambda part: Combine((one, one)), term, broken)


def _freed(axis: Axis, groups: tuple[Group, ...]) -> Axis:
    if axis.group not in groups or axis.group is None:
        return axis
    label = f"{FREE}{axis.group.name}:{axis.label}{'*' if axis.dual else ''}"
    return Axis(axis.extent, None, label)


def _bound(axis: Axis, groups: dict[str, Group]) -> Axis:
    if not axis.label.startswith(FREE):
        return axis
    _, name, label = axis.label.split(":", 2)
    return Axis(axis.extent, groups[name], label.rstrip("*"), label.endswith("*"))


def _part(part: Part, change: Callable[[Axis], Axis]) -> Part:
    return replace(part, axes=tuple(map(change, part.axes)))


def _mapped(type_: Type, change: Callable[[Axis], Axis]) -> Type:
    """A type with every axis changed."""
    match type_:
        case Part():
            return _part(type_, change)
        case Sum(parts):
            return Sum(tuple(_part(part, change) for part in parts))
        case Record(fields):
            return Record(tuple(Field(f.key, _inner(f.type, change)) for f in fields))


def _inner(type_: Part | Sum, change: Callable[[Axis], Axis]) -> Part | Sum:
    if isinstance(type_, Part):
        return _part(type_, change)
    return Sum(tuple(_part(part, change) for part in type_.parts))
