"""An old model under smaller groups: every tensor in the pieces into which these cut it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symc.compare.branching import Cut, Piece, Smaller, smaller
from symc.compare.places import Ports
from symc.ir.graphs import GraphOp
from symc.ir.model import (
    Argument,
    Bilinear,
    Combine,
    Gate,
    Linear,
    Model,
    Node,
    Nothing,
    Op,
    Pointwise,
    Pool,
    Result,
    Value,
)
from symc.ir.symmetry import Part, Sum, Type, tensors_of


@dataclass(frozen=True, slots=True)
class Source:
    """The place of a tensor among those of a layer, and how a piece is cut from it."""

    place: int
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """A model in pieces; `sources` tell those of the inputs and outputs of every layer."""

    model: Model
    sources: dict[str, tuple[tuple[Source, ...], tuple[Source, ...]]]
    notes: tuple[str, ...]

    def ports(self, name: str, left: Ports) -> Ports:
        """The pieces of the inputs and outputs that are left of a layer."""
        inputs, outputs = self.sources[name]
        return Ports(_of(inputs, left.inputs), _of(outputs, left.outputs))

    def within(
        self, name: str, left: Ports
    ) -> tuple[tuple[tuple[int, tuple[Cut, ...]], ...], tuple[tuple[int, tuple[Cut, ...]], ...]]:
        """For all of these the number of the tensor among those that are left, and the cuts."""
        inputs, outputs = self.sources[name]
        return _within(inputs, left.inputs), _within(outputs, left.outputs)


def _of(sources: tuple[Source, ...], left: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(i for i, source in enumerate(sources) if source.place in left)


def _within(
    sources: tuple[Source, ...], left: tuple[int, ...]
) -> tuple[tuple[int, tuple[Cut, ...]], ...]:
    return tuple((left.index(s.place), s.cuts) for s in sources if s.place in left)


def parted(old: Model, new: Model) -> Parted | None:
    """An old model under the smaller groups of a new one, if its tensors fall apart under them."""
    found = smaller(old.groups, new.groups)
    if found is None or old.surface is not None or any(node.levels for node in old.nodes):
        return None
    cutting = _Cutting(old, found)
    if not cutting.is_known or len(old.arguments) != len(new.arguments):
        return None
    arguments = []
    for a, b in zip(old.arguments, new.arguments, strict=True):
        given = cutting.ordered([value.name for value in a.values], b.type)
        if given is None:
            return None
        arguments.append(Argument(a.name, _type(given, b.type), given))
    result = cutting.ordered(list(old.result.values), new.result.type)
    if result is None:
        return None
    nodes: list[Node] = []
    for node in old.nodes:
        made = cutting.node(node)
        if made is None:
            return None
        nodes += made
    names = tuple(value.name for value in result)
    model = replace(
        old,
        arguments=tuple(arguments),
        nodes=tuple(nodes),
        result=Result(_type(result, new.result.type), names),
        groups=new.groups,
    )
    return Parted(model, cutting.sources, tuple(_notes(old, new, cutting)))


def _type(values: tuple[Value, ...], like: Type) -> Type:
    parts = tuple(
        replace(value.part, multiplicity=tensor.multiplicity)
        for value, tensor in zip(values, tensors_of(like), strict=True)
    )
    return parts[0] if len(parts) == 1 else Sum(parts)


def _notes(old: Model, new: Model, cutting: "_Cutting") -> Iterator[str]:
    """Which numbers of the old arguments and results the new ones are."""
    pairs = zip(old.arguments, new.arguments, strict=True)
    ends = [(f"the argument `{a.name}`", a.type, b.type, a.values) for a, b in pairs]
    values = tuple(value for value in old.values if value.name in old.result.values)
    ends.append(("the result", old.result.type, new.result.type, values))
    for told, before, after, given in ends:
        cut = {
            f"{each.axis or 'a number'} is {', '.join(map(_row, each.rows))}"
            for value in given
            for piece in cutting.pieces[value.name]
            for each in piece.cuts
        }
        if cut:
            yield f"{told} was {before} and now is {after}: {'; '.join(sorted(cut))}"


def _row(row: tuple[float, ...]) -> str:
    terms = [(x, i) for i, x in enumerate(row) if x]
    if len(terms) == 1 and terms[0][0] == 1:
        return f"[{terms[0][1]}]"
    return " + ".join(f"{x:.9g} [{i}]" for x, i in terms).replace("+ -", "- ")


class _Cutting:
    """The pieces of all tensors of a model."""

    def __init__(self, model: Model, found: Smaller) -> None:
        self.group = found.group
        self.pieces: dict[str, tuple[Piece, ...]] = {}
        self.values: dict[str, tuple[Value, ...]] = {}
        self.sources: dict[str, tuple[tuple[Source, ...], tuple[Source, ...]]] = {}
        self.is_known = True
        for value in model.values:
            pieces = found.pieces(value.part)
            self.is_known = self.is_known and pieces is not None
            self.pieces[value.name] = pieces or ()
            names = [
                f"{value.name}.{i}" if p.cuts else value.name for i, p in enumerate(pieces or ())
            ]
            both = zip(names, pieces or (), strict=True)
            self.values[value.name] = tuple(Value(n, p.part, value.each) for n, p in both)

    def ordered(self, names: list[str], like: Type) -> tuple[Value, ...] | None:
        """The pieces of values in the order in which a type has them."""
        left = [value for name in names for value in self.values[name]]
        found = []
        for tensor in tensors_of(like):
            fits = [v for v in left if _is_alike(v.part, tensor)]
            if not fits:
                return None
            left.remove(fits[0])
            found.append(fits[0])
        return None if left else tuple(found)

    def node(self, node: Node) -> list[Node] | None:
        """An operation on pieces; None where it is not made of operations on each."""
        ends = (*node.inputs, *(value.name for value in node.outputs))
        if isinstance(node.op, Linear | Bilinear):
            return [self._layer(node, node.op)]
        if not any(piece.cuts for name in ends for piece in self.pieces[name]):
            return [node]
        if len(node.outputs) != 1 or not self._is_each(node.op):
            return None
        (made,) = (self.values[value.name] for value in node.outputs)
        inputs = [self.values[name] for name in node.inputs]
        found = []
        for i, value in enumerate(made):
            if any(len(given) not in (1, len(made)) for given in inputs):
                return None
            names = tuple(given[i if len(given) > 1 else 0].name for given in inputs)
            found.append(replace(node, name=f"{node.name}.{i}", inputs=names, outputs=(value,)))
        return found

    def _is_each(self, op: Op) -> bool:
        """Whether an operation is one on every piece alone."""
        if isinstance(op, Pool):
            return op.group != self.group
        if isinstance(op, Pointwise):
            return self.group.family == "S"
        return isinstance(op, Combine | Gate | Nothing | GraphOp)

    def _layer(self, node: Node, op: Linear | Bilinear) -> Node:
        inputs = tuple(
            (value.name, Source(i, piece.cuts))
            for i, name in enumerate(node.inputs)
            for value, piece in zip(self.values[name], self.pieces[name], strict=True)
        )
        outputs = tuple(
            (value, Source(i, piece.cuts))
            for i, made in enumerate(node.outputs)
            for value, piece in zip(self.values[made.name], self.pieces[made.name], strict=True)
        )
        self.sources[node.name] = (
            tuple(source for _, source in inputs),
            tuple(source for _, source in outputs),
        )
        if isinstance(op, Bilinear):
            op = replace(op, split=sum(source.place < op.split for _, source in inputs))
        return replace(
            node,
            op=op,
            inputs=tuple(name for name, _ in inputs),
            outputs=tuple(value for value, _ in outputs),
        )


def _is_alike(part: Part, other: Part) -> bool:
    return (part.axes, part.channels) == (other.axes, other.channels)
