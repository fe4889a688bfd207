"""What moves a model that tests know of: which groups, and how firmly the model keeps them."""

from collections.abc import Iterator
from typing import Literal

from symc.ir.breakers import Feed
from symc.ir.enforcement import Average, Canonical, Frame
from symc.ir.levels import Enforced, Exact, Free, Loosened
from symc.ir.model import Extern, Model
from symc.ir.relaxed import Relax
from symc.ir.symmetry import Axis, Group, Part, Type, tensors_of

Hold = Literal["exact", "snapped", "loose"]
"""Kept as the model is; kept by the nearest exact model; not kept, or in expectation only."""


def ends(model: Model) -> tuple[Type, ...]:
    """The types of arguments and result as the user of a model sees them."""
    if model.surface is not None:
        return (*model.surface.arguments, model.surface.result)
    return (*(argument.type for argument in model.arguments), model.result.type)


def parts(model: Model) -> tuple[Part, ...]:
    """Every tensor type at the ends."""
    return tuple(part for end in ends(model) for part in tensors_of(end))


def single_axes(axes: tuple[Axis, ...]) -> Iterator[Axis]:
    """Axes, flat ones and products taken apart."""
    for axis in axes:
        inner = (*axis.factors, *(block.axis for block in axis.blocks if block.axis is not None))
        if inner:
            yield from single_axes(inner)
        elif not axis.blocks:
            yield axis


def mover(axis: Axis) -> Group | None:
    """The group of an axis; a plain one of free size is permuted by an S of its own."""
    if axis.group is None and isinstance(axis.extent, str) and not axis.site:
        return Group(axis.extent, "S", (axis.extent,))
    return axis.group


def labelled(model: Model) -> dict[Group, list[str]]:
    """Every group that moves an axis, and in which representations."""
    found: dict[Group, list[str]] = {}
    for part in parts(model):
        for axis in single_axes(part.axes):
            outer = mover(axis)
            for group in (*((outer,) if outer is not None else ()), *axis.fibres):
                labels = found.setdefault(group, [""])
                if axis.label not in labels and axis.label != "point":
                    labels.append(axis.label)
    for edges in model.graphs:
        found.setdefault(edges.graph.group, [""])
    return found


def hold(model: Model, group: Group) -> Hold:
    """How firmly a model keeps a group."""
    if model.surface is not None:
        for each in model.surface.enforced:
            if each.group == group:
                exact = isinstance(each.method, Frame | Average | Canonical)
                return "exact" if exact else "loose"
    if any(isinstance(node.op, Feed) for node in model.nodes):
        return "snapped"
    levels = [each for node in model.nodes for each in node.levels if each.group == group]
    if any(_is_lost(each) for each in levels):
        return "loose"
    relaxed = (node.op for node in model.nodes if isinstance(node.op, Relax))
    return "snapped" if levels or any(group in op.groups for op in relaxed) else "exact"


def _is_lost(levels: Loosened) -> bool:
    own = levels.own
    if own is None or isinstance(own.mode, Free | Enforced):
        return True
    return isinstance(own.mode, Exact) and any(
        not isinstance(level.mode, Exact) for level in levels.levels
    )


def has_extern(model: Model) -> bool:
    """Whether a module of the user's stands in it."""
    return any(isinstance(node.op, Extern) for node in model.nodes)
