"""Axes made of others: products in a row, row-major, and sums one after the other."""

from itertools import pairwise
from math import prod

from symc.check.groups import one_line
from symc.check.representations import defining
from symc.errors import groups as errors
from symc.ir import ast
from symc.ir.symmetry import Axis, Block, Group
from symc.report import CompileError, Span


def product_axis(axes: tuple[Axis, ...], written: tuple[ast.Axis, ...], span: Span) -> Axis:
    """`(Heads, Dk)`, `(4, H)`: one axis row-major over these; raises where there is none."""
    for axis, place in zip(axes, written, strict=True):
        if axis.label or axis.blocks or axis.site:
            why = f"an axis in parentheses is one of groups and numbers, not {one_line(place.span)}"
            raise CompileError(errors.bad_fibred(place.span, why))
    for axis in axes:
        if isinstance(axis.extent, str):
            name = axis.extent if axis.group is None else axis.group.name
            why = f"one axis of several is of constant size, and {name} is not"
            apart = ", ".join(map(str, axes))
            raise CompileError(errors.bad_fibred(span, why, (f"write `[{apart}]`",)))
    groups = tuple(group for axis in axes for group in moving(axis))
    inside = all(inner.within == outer for outer, inner in pairwise(groups))
    if inside and all(axis.group for axis in axes) and not any(axis.dual for axis in axes):
        return defining(groups[0], groups[1:])
    extent = prod(_length(axis) for axis in axes)
    text = f"({', '.join(map(str, axes))})"
    return Axis(extent, blocks=(Block(1, Axis(extent, factors=axes, written=text)),), written=text)


def sum_axis(axes: tuple[Axis, ...], written: tuple[ast.Axis, ...], span: Span) -> Axis:
    """`H1 + H2`: one axis of these, each of constant size, one after the other."""
    for axis, place in zip(axes, written, strict=True):
        if axis.site or axis.is_point or isinstance(axis.extent, str):
            why = f"one axis of several is of constant size, and {one_line(place.span)} is not"
            raise CompileError(errors.bad_fibred(span, why))
    blocks = tuple(block for axis in axes for block in axis.blocks or (Block(1, axis),))
    text = " + ".join(map(str, axes))
    return Axis(sum(map(_length, axes)), blocks=blocks, written=text)


def fibre_alone(axes: tuple[Axis, ...]) -> Group | None:
    """A group of these axes that lies within one of which there is no axis to its left."""
    before: set[Group] = set()
    for axis in axes:
        for group in moving(axis):
            if group.within is not None and group.within not in before:
                return group
            before.add(group)
    return None


def moving(axis: Axis) -> tuple[Group, ...]:
    """The groups that move an axis, its blocks or its factors, in the order written."""
    inner = (*axis.factors, *(block.axis for block in axis.blocks if block.axis is not None))
    own = () if axis.group is None or axis.blocks else (axis.group, *axis.fibres)
    return (*own, *(group for each in inner for group in moving(each)))


def _length(axis: Axis) -> int:
    assert isinstance(axis.extent, int)
    return axis.extent
