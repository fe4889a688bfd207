"""Levels that go around a model: `by frame(pca)`, `by average`, `free`, ..."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard

from symc.algebra.elements import MOST_DIMENSIONS, Make, make_of, moves_axis, order_of, sources
from symc.check.blocks import Block
from symc.check.canonical import name_of
from symc.check.centred import check_points
from symc.check.levels import base_of
from symc.check.spec import Spec, level_lines
from symc.check.turning import check_irreps
from symc.errors import enforced as errors
from symc.ir import ast
from symc.ir.enforcement import (
    Average,
    Canonical,
    Enforced,
    Frame,
    Method,
    Penalty,
    Sample,
    Unbound,
)
from symc.ir.symmetry import Axis, Field, Group, Part, Record, Sum, Type, parts_of
from symc.ir.symmetry import Block as Flat
from symc.report import CompileError, Diagnostic, Span

USAGES = {
    "frame": "by frame(pca)",
    "average": "by average",
    "canonical": "by canonical",
    "sample": "by sample(16)",
    "penalty": "by penalty",
    "input": "by input(8, drop = 0.1)",
}
"""How each way to enforce a symmetry is written."""

Lines = Mapping[Group, ast.GroupLevel]
"""The lines of a model for groups that are plain inside it."""


def plain_lines(spec: Spec, block: Block, reached: Collection[Block]) -> Lines:
    """The lines of a model for groups whose axes are plain all over it.

    These are the `by` lines, apart from `by input`, and `free` where nothing inside the model, or
    in the blocks that it reaches, says anything else of the group or of a subgroup.
    """
    if not isinstance(block, ast.Model):
        return {}
    found: dict[Group, ast.GroupLevel] = {}
    for line in block.body.symmetries:
        group = spec.groups.known(line.level.group.text)
        if group is None or not is_plain(line.level.level):
            continue
        if isinstance(line.level.level, ast.By) or _is_free(spec, group, (block, *reached)):
            found.setdefault(group, line.level)
    return found


def _is_free(spec: Spec, group: Group, blocks: Collection[Block]) -> bool:
    """Whether nothing says anything of a group but that it is free."""
    levels = (each for block in blocks for line in level_lines(block.body) for each in line)
    others = (each for each in levels if not isinstance(each.level, ast.Free))
    said = (spec.groups.known(each.group.text) for each in others)
    return all(each is None or base_of(spec, each, (group,)) is None for each in said)


def by_lines(block: Block) -> tuple[ast.GroupLevel, ...]:
    """The levels of a block that are enforced around it."""
    levels = (line.level for line in block.body.symmetries)
    return tuple(
        level
        for level in levels
        if isinstance(level.level, ast.By) and level.level.method.text != "input"
    )


def is_apart(block: Block) -> TypeGuard[ast.Model]:
    """Whether calls of a block are modules of their own, as a symmetry is enforced around it."""
    return isinstance(block, ast.Model) and bool(by_lines(block))


def is_plain(level: ast.Level) -> bool:
    """Whether the axes of a group with this level count as plain."""
    match level:
        case ast.Free():
            return True
        case ast.By(method):
            return method.text != "input"
    return False


def flattened(type_: Type, plain: Mapping[Group, object]) -> Type:
    """A type in which nothing moves the axes of these groups."""
    match type_:
        case Part(axes, multiplicity, powers):
            return Part(tuple(_loose(axis, plain) for axis in axes), multiplicity, powers)
        case Sum(parts):
            return Sum(tuple(_flat(part, plain) for part in parts))
        case Record(fields):
            return Record(tuple(Field(f.key, _flat_field(f.type, plain)) for f in fields))


def _loose(axis: Axis, plain: Mapping[Group, object]) -> Axis:
    """An axis that nothing moves, or one whose blocks nothing moves."""
    if axis.blocks:
        blocks = (
            Flat(b.copies, None if b.axis is None else _loose(b.axis, plain)) for b in axis.blocks
        )
        return replace(axis, blocks=tuple(blocks))
    return Axis(axis.extent) if axis.group in plain else axis


def _flat(part: Part, plain: Mapping[Group, object]) -> Part:
    found = flattened(part, plain)
    assert isinstance(found, Part)
    return found


def _flat_field(type_: Part | Sum, plain: Mapping[Group, object]) -> Part | Sum:
    found = flattened(type_, plain)
    assert not isinstance(found, Record)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A `by` line with what it says, where the model stands, and the types outside."""

    model: ast.Model
    group: Group
    level: ast.GroupLevel
    arguments: tuple[Type, ...]
    result: Type


def enforced(
    spec: Spec, model: ast.Model, lines: Lines, arguments: tuple[Type, ...], result: Type
) -> tuple[Enforced, ...]:
    """What goes around a model, the innermost first; raises where a group has no such way."""
    found = []
    for group, level in lines.items():
        line = _Line(model, group, level, arguments, result)
        match level.level:
            case ast.Free():
                found.append(Enforced(group, Unbound(), "free"))
            case ast.By() as by:
                text = " ".join(by.span.text.split())
                method = _method(spec, by, line)
                if isinstance(method, Canonical):
                    method = Canonical(name_of(spec, model, group))
                found.append(Enforced(group, method, text))
    return tuple(found)


def _method(spec: Spec, by: ast.By, line: _Line) -> Method:
    """The method of a line, once its arguments and the types of the model fit."""
    method = read_method(spec, by)
    name = by.method.text
    make = make_of(line.group, name)
    if make is None:
        raise CompileError(_no_way(by.span, line.group, name))
    declared, types = line.model.name.span, (*line.arguments, line.result)
    for part in (part for type_ in types for part in parts_of(type_)):
        check_irreps(line.group, method, part, by.span, declared)
        for axis in part.axes:
            if axis.group == line.group and not moves_axis(make, axis):
                raise CompileError(errors.enforced_axis(by.span, str(axis), f"by {name}", declared))
    if any(axis.site for type_ in types for part in parts_of(type_) for axis in part.axes):
        why = _why_not(line.group, method, make)
        if why is not None:
            raise CompileError(
                errors.beside_graph(by.span, f"by {name}", line.group.name, why, declared)
            )
    check_points(line.group, method, line.arguments, line.result, by.span, declared)
    if isinstance(method, Frame) and not sources(line.arguments, line.group, make):
        wanted = "one axis of points" if make == "permutation" else f"an axis of {line.group.name}"
        raise CompileError(
            errors.no_source_of_frames(
                by.span, line.group.name, line.model.name.text, wanted, declared
            )
        )
    return method


def _why_not(group: Group, method: Method, make: Make) -> str | None:
    """Why a symmetry is not enforced around a model of graphs in a way; None where it is."""
    if make == "permutation":
        return "an order of points is none of edges"
    if isinstance(method, Canonical):
        return "no network from whole graphs to where they lie is put together here"
    return None


def _no_way(span: Span, group: Group, method: str) -> Diagnostic:
    ways = tuple(f"`{USAGES[way]}`" for way in USAGES if way != "input" and make_of(group, way))
    why = "its elements cannot be made at run time"
    order = order_of(group)
    if group.within is not None:
        why = f"it lies within {group.within.name}"
    elif method == "average":
        why = "it is not finite" if order is None else f"it has {order:,} elements"
    elif method == "frame" and group.family in ("O", "SO") and len(group.parameters) == 1:
        why = f"frames have at most {MOST_DIMENSIONS} dimensions"
    elif method == "frame":
        why = "frames are those of O(n), SO(n), E(n), SE(n) and S(n)"
    elif order is None:
        why = "no measure on it is invariant and finite, or none that is known here"
    return errors.method_of_group(span, method, group.name, why, ways)


def read_method(spec: Spec, by: ast.By) -> Method:
    """The method of a level; raises where it is written in another way."""
    name = by.method.text
    if name not in USAGES:
        raise CompileError(errors.unknown_method(by.method.span, name, tuple(USAGES)))
    match name, by.arguments, by.options:
        case "frame", (ast.Name("pca"),), ():
            return Frame()
        case "average", (), ():
            return Average()
        case "canonical", (), ():
            return Canonical("")
        case "penalty", (), ():
            return Penalty()
        case "sample", (ast.Number() | ast.Name() as count,), ():
            k = spec.constants.whole(count, "a number of samples")
            if k is not None and k >= 1:
                return Sample(k)
    raise CompileError(errors.method_usage(by.span, name, USAGES[name]))
