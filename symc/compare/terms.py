"""Channels of values as terms: what is computed from what, up to names and orders.

Two channels, of one model or of two, have the same term if they are made alike from the same terms.
What layers with weights make are terms of their own.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction

from symc.algebra import action_of
from symc.ir.graphs import GraphOp, Spread
from symc.ir.model import (
    Combine,
    Dropout,
    Gate,
    Harmonics,
    Model,
    Node,
    NormAct,
    Nothing,
    Op,
    Pointwise,
    Pool,
)
from symc.ir.spatial import Cross, Direction, Dot, Gradient, Length, Radial
from symc.ir.symmetry import Group, Part
from symc.schedule.dead import KEEPS_ZERO

PLAIN = (
    (Pointwise | Gate | NormAct | Dropout | Pool | Combine | Harmonics | Nothing | GraphOp)
    | (Length | Direction | Dot | Cross)
    | (Radial | Gradient)
)
"""Operations without weights, all but products of irreps."""

Channels = tuple[int, ...]
ZERO = 0


@dataclass(slots=True)
class Terms:
    """All terms met so far, by number; `own` are those that only the new model has."""

    numbers: dict[Hashable, int] = field(default_factory=lambda: {("zero",): ZERO})
    sums: dict[int, tuple[tuple[Fraction, int], ...]] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)

    def of(self, head: Hashable, inputs: Channels) -> int:
        """The term of an operation on terms."""
        found = self.numbers.setdefault((head, inputs), len(self.numbers))
        if any(each in self.own for each in inputs):
            self.own.add(found)
        return found

    def fresh(self) -> int:
        """A term that is none of the old model's."""
        found = self.numbers.setdefault(("fresh", len(self.numbers)), len(self.numbers))
        self.own.add(found)
        return found

    def total(self, terms: Sequence[tuple[Fraction, int]]) -> int:
        """A linear combination, in which sums within are multiplied out."""
        found: dict[int, Fraction] = {}
        for factor, term in terms:
            for inner, each in self.sums.get(term, ((Fraction(1), term),)):
                found[each] = found.get(each, Fraction(0)) + factor * inner
        kept = tuple(sorted((t, f) for t, f in found.items() if f and t != ZERO))
        if not kept:
            return ZERO
        if len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        number = self.of(("sum", tuple(f for _, f in kept)), tuple(t for t, _ in kept))
        self.sums[number] = tuple((f, t) for t, f in kept)
        return number


@dataclass(frozen=True, slots=True)
class Sites:
    """What the names of edges, of graphs and of their groups in a model stand for in both."""

    edges: dict[str, int]
    axes: dict[str, tuple[str, int]]


def sites_of(model: Model, order: Sequence[str]) -> Sites:
    """The graphs of a model in an order of the names of their edges."""
    named = {each.name: each.graph for each in model.graphs}
    axes: dict[str, tuple[str, int]] = {}
    for i, name in enumerate(order):
        axes.setdefault(named[name].name, ("edges", i))
        axes.setdefault(named[name].group.name, ("points", i))
    return Sites({name: i for i, name in enumerate(order)}, axes)


def signature(op: Op, node: Node, parts: dict[str, Part], sites: Sites) -> Hashable:
    """An operation without the names of groups and edges, with the axes that it is about."""
    found: list[Hashable] = [type(op).__name__]
    for each in fields(op):
        value = getattr(op, each.name)
        if each.name == "edges":
            found.append(sites.edges.get(value, value))
        elif each.name not in ("group", "coefficients"):
            found.append(value)
    first = parts[node.inputs[0]] if node.inputs else None
    if isinstance(op, Pool) and first is not None:
        found.append(tuple(i for i, axis in enumerate(first.axes) if axis.group == op.group))
    if isinstance(op, Spread):
        made = parts[node.outputs[0].name]
        found.append(_place(op.group, made))
    if isinstance(op, Gate | NormAct | Dropout | Length | Direction | Dot | Cross) and first:
        found.append(rotated(first))
    found.append(tuple(sites.axes.get(value.each, value.each) for value in node.outputs))
    return tuple(found)


def _place(group: Group | None, part: Part) -> Hashable:
    if group is None:
        return None
    return tuple(i for i, axis in enumerate(part.axes) if axis.group == group)


def rotated(part: Part) -> tuple[bool, ...]:
    """Of each axis whether its group does more than permute its entries."""
    return tuple(action_of(axis) != "permutation" for axis in part.axes)


def computed(
    node: Node, inputs: tuple[Channels, ...], parts: dict[str, Part], sites: Sites, terms: Terms
) -> tuple[Channels, ...]:
    """The terms of all outputs of an operation without weights."""
    op = node.op
    if isinstance(op, Nothing):
        return tuple((ZERO,) * value.part.channels for value in node.outputs)
    if isinstance(op, Combine):
        rows = zip(*inputs, strict=True)
        return (tuple(terms.total([*zip(op.coefficients, row, strict=True)]) for row in rows),)
    head = signature(op, node, parts, sites)
    if isinstance(op, Radial):
        made = ((x, k) for x in inputs[0] for k in range(op.count))
        return (tuple(terms.of((head, k), (x,)) for x, k in made),)
    if isinstance(op, Harmonics):
        degrees = range(len(node.outputs))
        return tuple(tuple(terms.of((head, k), (x,)) for x in inputs[0]) for k in degrees)
    if isinstance(op, Gradient):
        energy, *by = inputs
        return tuple(tuple(terms.of(head, (*energy, x)) for x in each) for each in by)
    keeps = isinstance(op, KEEPS_ZERO)
    rows = zip(*inputs, strict=True)
    return (tuple(ZERO if keeps and row[0] == ZERO else terms.of(head, row) for row in rows),)
