"""Sparse graphs: who carries one, and operations at its points and along its edges.

Points of a group that carries a graph meet along edges only, so that their axis, and that of the
edges, is no axis of a layer's: it stands in front of all others, and a value says what there is one
of it for each of.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from symc.ir.symmetry import Axis, Field, Group, Part, Record, Sum, Type, tensors_of

End = Literal["source", "target"]
How = Literal["sum", "mean", "max"]


@dataclass(frozen=True, slots=True)
class Graph:
    """A declared graph, and the group that carries it."""

    name: str
    group: Group

    @property
    def axis(self) -> Axis:
        """The axis with one entry per edge."""
        return Axis(self.name, site=self.name)


@dataclass(frozen=True, slots=True)
class Edges:
    """An argument that holds the edges of a graph; `place` counts all arguments from 0."""

    name: str
    graph: Graph
    place: int


@dataclass(frozen=True, slots=True)
class Gather:
    """One input at points; for each edge its entry at one end of the edge."""

    edges: str
    end: End


@dataclass(frozen=True, slots=True)
class Scatter:
    """One input at edges; for each point what the edges hold that end, or start, there."""

    edges: str
    end: End
    how: How


@dataclass(frozen=True, slots=True)
class Collect:
    """One input at points or edges; for each graph of the batch what all of its hold together."""

    how: How


@dataclass(frozen=True, slots=True)
class Spread:
    """One input, the same for each point or edge; with a `group` along a new axis of its own."""

    group: Group | None = None


GraphOp: TypeAlias = Gather | Scatter | Collect | Spread


def each_of(part: Part) -> str:
    """The points or edges that there is one for each of; none for a value of the whole graph."""
    return next((axis.site for axis in part.axes if axis.site), "")


def bare(part: Part) -> Part:
    """A part at one point or edge: without the axis that runs over them."""
    if not each_of(part):
        return part
    return replace(part, axes=tuple(axis for axis in part.axes if not axis.site))


def bare_type(type_: Type) -> Type:
    """A type at one point or edge."""
    return with_parts(type_, tuple(map(bare, tensors_of(type_))))


def dressed(part: Part, like: Part) -> Part:
    """A part at one point, for each of them: the axis stands where it does in another part."""
    for i, axis in enumerate(like.axes):
        if axis.site:
            at = min(i, len(part.axes))
            return replace(part, axes=(*part.axes[:at], axis, *part.axes[at:]))
    return part


def site_place(part: Part) -> int | None:
    """Which axis runs over points or edges."""
    return next((i for i, axis in enumerate(part.axes) if axis.site), None)


def with_parts(type_: Type, parts: tuple[Part, ...]) -> Type:
    """A type with other tensors in the same places."""
    match type_:
        case Part():
            (part,) = parts
            return part
        case Sum():
            return Sum(parts)
        case Record(fields):
            found, at = [], 0
            for field in fields:
                count = len(tensors_of(field.type))
                inside = with_parts(field.type, parts[at : at + count])
                assert not isinstance(inside, Record)
                found.append(Field(field.key, inside))
                at += count
            return Record(tuple(found))
