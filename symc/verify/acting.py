"""How elements of groups move values: axis by axis, from the types alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from typing import Protocol

import torch
from torch import Tensor

from symc.ir.model import Model
from symc.ir.symmetry import Axis, Extent, Group, Part, tensors_of
from symc.verify.edges import order_of, renamed
from symc.verify.values import Values, all_parts


class Moving(Protocol):
    """An element, or what takes the place of one."""

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The matrices on an axis: one, or one for each point that the group lies in."""


Moves = Mapping[Group, Moving]
"""The element of every group; a group that is missing moves nothing."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """An axis, or one factor of a fibred axis; `base` are the coordinates that it lies in."""

    axis: int
    extent: Extent
    group: Group | None
    label: str
    dual: bool
    base: tuple[int, ...]


def mover(axis: Axis) -> Group | None:
    """What moves an axis: its group; of free size and plain, an S of its own."""
    if axis.group is None and isinstance(axis.extent, str):
        return Group(axis.extent, "S", (axis.extent,))
    return axis.group


@cache
def coordinates(part: Part) -> tuple[Coordinate, ...]:
    """The coordinates of a part, axis by axis; a fibre lies in the nearest base to its left."""
    found: list[Coordinate] = []
    for i, axis in enumerate(part.axes):
        outer = mover(axis)
        factors: list[tuple[Extent, Group | None]] = [(axis.extent, outer)]
        if axis.fibres and outer is not None:
            factors = [(group.size, group) for group in (outer, *axis.fibres)]
        for extent, group in factors:
            base: tuple[int, ...] = ()
            if group is not None and group.within is not None:
                near = max(j for j, c in enumerate(found) if c.group == group.within)
                base = (*found[near].base, near)
            found.append(Coordinate(i, extent, group, axis.label, axis.dual, base))
    return tuple(found)


def movers(parts: Iterable[Part]) -> tuple[Group, ...]:
    """Every group that moves one of these parts, in the order of first appearance."""
    groups = (c.group for part in parts for c in coordinates(part))
    return tuple(dict.fromkeys(group for group in groups if group is not None))


def movers_of(model: Model) -> tuple[Group, ...]:
    """Every group that moves arguments or results; edges are permuted like points."""
    orders = map(order_of, model.graphs)
    return tuple(dict.fromkeys((*movers(all_parts(model)), *orders)))


def act(value: Tensor, part: Part, moves: Moves) -> Tensor:
    """A value moved: along each coordinate by its own matrix, of a fibre by that of its point."""
    if part.is_flat:
        return _act_on_blocks(value, part, moves)
    matrices = [
        moves[c.group].matrix(c.label, c.dual) if c.group is not None and c.group in moves else None
        for c in coordinates(part)
    ]
    return _shifted(multiply(value, part, matrices), part, moves)


def _shifted(value: Tensor, part: Part, moves: Moves) -> Tensor:
    """Points after translations."""
    for i, axis in enumerate(part.axes):
        shift = getattr(moves.get(axis.group), "shift", None) if axis.group is not None else None
        if axis.is_point and shift is not None:
            rest = len(part.axes) - 1 - i + (part.multiplicity is not None)
            value = value + shift.to(value.dtype).reshape(-1, *(1 for _ in range(rest)))
    return value


def _act_on_blocks(value: Tensor, part: Part, moves: Moves) -> Tensor:
    """A value moved block by block of its first flat axis, copies on a plain axis of their own."""
    at = next(i for i, axis in enumerate(part.axes) if axis.blocks)
    place = at - len(part.axes) - (part.multiplicity is not None)
    moved: list[Tensor] = []
    start = 0
    for block in part.axes[at].blocks:
        single = () if block.axis is None else block.axis.factors or (block.axis,)
        inner = (Axis(block.copies), *single)
        lengths = [value.shape[place] if isinstance(a.extent, str) else a.extent for a in inner]
        piece = value.narrow(place, start, prod(lengths))
        start += prod(lengths)
        first = piece.dim() + place
        opened = piece.reshape(*piece.shape[:first], *lengths, *piece.shape[first + 1 :])
        axes = (*part.axes[:at], *inner, *part.axes[at + 1 :])
        moved.append(act(opened, replace(part, axes=axes), moves).reshape(piece.shape))
    return torch.cat(moved, place)


def multiply(value: Tensor, part: Part, matrices: list[Tensor | None]) -> Tensor:
    """A value times a matrix along each coordinate; None leaves one alone."""
    places = coordinates(part)
    whole = value.shape
    first = value.dim() - len(part.axes) - (part.multiplicity is not None)
    lengths = _lengths(part, tuple(whole[first : first + len(part.axes)]))
    value = value.reshape((*whole[:first], *lengths, *whole[first + len(part.axes) :]))
    axes = list(range(value.dim()))
    new = value.dim()
    for i, (place, matrix) in enumerate(zip(places, matrices, strict=True)):
        if matrix is None:
            continue
        kind = torch.promote_types(value.dtype, matrix.dtype)
        kind = value.dtype if value.is_complex() or not matrix.is_complex() else kind
        rows = [first + j for j in place.base]
        target = [new if axis == first + i else axis for axis in axes]
        value = torch.einsum(value.to(kind), axes, matrix.to(kind), [*rows, new, first + i], target)
    return value.reshape(whole)


def _lengths(part: Part, axes: tuple[int, ...]) -> tuple[int, ...]:
    """The lengths of coordinates; the free one of an axis is what the others leave."""
    found: list[int] = []
    for i, whole in enumerate(axes):
        inside = [c.extent for c in coordinates(part) if c.axis == i]
        if len(inside) == 1:
            found.append(whole)
            continue
        known = prod(extent for extent in inside if isinstance(extent, int))
        found += [e if isinstance(e, int) else whole // known for e in inside]
    return tuple(found)


def act_on_values(model: Model, values: Values, moves: Moves) -> Values:
    """All arguments moved."""
    count = len(model.arguments)
    moved = [
        [act(x, part, moves) for x, part in zip(xs, tensors_of(argument.type), strict=True)]
        for xs, argument in zip(values[:count], model.arguments, strict=True)
    ]
    for each, (edges,) in zip(model.graphs, values[count:], strict=True):
        points, order = (
            moves[group].matrix("", False) if group in moves else None
            for group in (each.graph.group, order_of(each))
        )
        moved.append([renamed(edges, points, order)])
    return moved
