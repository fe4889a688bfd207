"""Which operation of a model is which of another: by their order and by what they read."""

from dataclasses import dataclass, fields, replace

from symc.compare.loosened import Loose, loose
from symc.ir.model import Bilinear, Linear, Model, Node, Op, Pool
from symc.ir.symmetry import Part


@dataclass(frozen=True, slots=True)
class Pairing:
    """Nodes that belong together as written, and lengths of free axes at which to compare them.

    `loosened` says that the new model has operands of products that break symmetries.
    """

    nodes: tuple[tuple[Node, Node], ...]
    sizes: dict[str, int]
    loosened: bool = False


@dataclass(frozen=True, slots=True)
class Ports:
    """Which inputs and outputs of a node as written are left where dead ones were dropped."""

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def ports(written: Node, left: Node) -> Ports:
    """The positions of what is left of a node."""
    names = [value.name for value in written.outputs]
    outputs = tuple(names.index(value.name) for value in left.outputs)
    if not isinstance(written.op, Bilinear) or not isinstance(left.op, Bilinear):
        return Ports(_places(written.inputs, left.inputs), outputs)
    whole, part = written.op.split, left.op.split
    first = _places(written.inputs[:whole], left.inputs[:part])
    second = _places(written.inputs[whole:], left.inputs[part:])
    return Ports((*first, *(whole + i for i in second)), outputs)


def _places(names: tuple[str, ...], kept: tuple[str, ...]) -> tuple[int, ...]:
    found, start = [], 0
    for name in kept:
        start = names.index(name, start) + 1
        found.append(start - 1)
    return tuple(found)


def pairing(old: Model, new: Model) -> Pairing | str:
    """The nodes of both models in pairs, or the first difference between them."""
    if len(old.arguments) != len(new.arguments):
        return f"it took {len(old.arguments)} arguments and takes {len(new.arguments)}"
    sizes = _sizes(old, new)
    names: dict[str, str] = {}
    for a, b in zip(old.arguments, new.arguments, strict=True):
        parts = [tuple(v.part for v in x.values) for x in (a, b)]
        if not _alike(parts[0], parts[1], sizes):
            return f"the argument `{a.name}: {a.type}` is now `{b.name}: {b.type}`"
        names |= {v.name: w.name for v, w in zip(a.values, b.values, strict=True)}
    added = loose(new)
    before = loose(old).nodes
    if before and not added.nodes:
        return "operands of its products broke symmetries, and there is no such level now"
    if before:
        added = Loose(frozenset(), {})
    after = tuple(node for node in new.nodes if node.name not in added.nodes)
    if len(old.nodes) != len(after):
        return f"it took {len(old.nodes)} operations and takes {len(after)}"
    for first, second in zip(old.nodes, after, strict=True):
        why = _difference(first, added.plain(second), names, sizes)
        if why:
            return why
        pairs = zip(first.outputs, second.outputs, strict=True)
        names |= {v.name: w.name for v, w in pairs}
    if tuple(names[n] for n in old.result.values) != new.result.values:
        return "it returns other values"
    return Pairing(tuple(zip(old.nodes, after, strict=True)), sizes, bool(added.nodes))


def _difference(first: Node, second: Node, names: dict[str, str], sizes: dict[str, int]) -> str:
    told = f"`{first.text}` is now `{second.text}`"
    if not _same_op(first.op, second.op):
        return f"{told}: another operation"
    if tuple(names[n] for n in first.inputs) != second.inputs:
        return f"{told}: of other values"
    parts = [tuple(v.part for v in node.outputs) for node in (first, second)]
    return "" if _alike(parts[0], parts[1], sizes) else f"{told}: of another type"


def _same_op(first: Op, second: Op) -> bool:
    """The same operation; `bias` may differ, and groups have other names or actions."""
    if type(first) is not type(second):
        return False
    if isinstance(first, Linear) and isinstance(second, Linear):
        return replace(first, bias=True) == replace(second, bias=True)
    if isinstance(first, Pool) and isinstance(second, Pool):
        return first.how == second.how
    skipped = {"group"}
    return all(
        getattr(first, f.name) == getattr(second, f.name)
        for f in fields(first)
        if f.name not in skipped
    )


def _alike(old: tuple[Part, ...], new: tuple[Part, ...], sizes: dict[str, int]) -> bool:
    """Whether tensors have the same shapes, whoever moves their axes."""
    return [_shape(p, sizes) for p in old] == [_shape(p, sizes) for p in new]


def _shape(part: Part, sizes: dict[str, int]) -> tuple[tuple[int, ...], int | None]:
    lengths = (sizes[a.extent] if isinstance(a.extent, str) else a.extent for a in part.axes)
    return tuple(lengths), part.multiplicity


def _sizes(old: Model, new: Model) -> dict[str, int]:
    """A length for every free axis: a constant that the other spec has there, else enough.

    With as many points as a map has slots all diagrams are independent.
    """
    found: dict[str, int] = {}
    for a, b in zip(old.arguments, new.arguments, strict=True):
        for v, w in zip(a.values, b.values, strict=False):
            for x, y in zip(v.part.axes, w.part.axes, strict=False):
                for one, other in ((x.extent, y.extent), (y.extent, x.extent)):
                    if isinstance(one, str) and isinstance(other, int):
                        found.setdefault(one, other)
    for model in (old, new):
        parts = {v.name: v.part for a in model.arguments for v in a.values}
        parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
        most: dict[str, int] = {}
        for node in model.nodes:
            inputs = [parts[name] for name in node.inputs]
            outputs = [value.part for value in node.outputs]
            for size in {
                a.extent for p in parts.values() for a in p.axes if isinstance(a.extent, str)
            }:
                most[size] = max(most.get(size, 2), _slots(node, inputs, outputs, size))
        for size, count in most.items():
            found.setdefault(size, count)
        for part in parts.values():
            for axis in part.axes:
                if isinstance(axis.extent, str):
                    found.setdefault(axis.extent, 2)
    return found


def _slots(node: Node, inputs: list[Part], outputs: list[Part], size: str) -> int:
    """The most slots of that length that a map of a node has."""
    below = sorted((_axes(part, size) for part in inputs), reverse=True)
    above = max((_axes(part, size) for part in outputs), default=0)
    taken = 2 if isinstance(node.op, Bilinear) else 1
    return sum(below[:taken]) + above


def _axes(part: Part, size: str) -> int:
    return sum(axis.extent == size for axis in part.axes)
