"""Arguments and results of two models: which is which, and in what order their numbers are."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from symc.compare.strands import End, Run, align, is_straight, lengths_of, runs_of
from symc.compare.terms import Sites, sites_of
from symc.ir.enforcement import Canonical, Method
from symc.ir.model import Argument, Bilinear, Model, Node
from symc.ir.symmetry import Axis, Group, Part, Record, Type, tensors_of


@dataclass(frozen=True, slots=True)
class Ended:
    """Arguments in pairs with their runs, the runs of results, and lengths of free axes.

    `lengths` say where one takes any number of points and the other does not.
    """

    arguments: tuple[tuple[Argument, Argument, tuple[Run, ...]], ...]
    results: tuple[Run, ...]
    sizes: dict[str, int]
    notes: tuple[str, ...]
    lengths: tuple[str, ...]


def ended(old: Model, new: Model) -> Ended | str:
    """The ends of two models in pairs, or the first difference between them."""
    counts = [len(m.arguments) + len(m.graphs) for m in (old, new)]
    if counts[0] != counts[1] or len(old.arguments) != len(new.arguments):
        return f"it took {counts[0]} arguments and takes {counts[1]}"
    if (why := _surfaces(old, new)) is not None:
        return why
    sizes = _sizes(old, new)
    notes: list[str] = []
    arguments = []
    for a, b in _in_pairs(old.arguments, new.arguments):
        told = f"the argument `{a.name}: {a.type}` is now `{b.name}: {b.type}`"
        parts = (tuple(v.part for v in a.values), tuple(v.part for v in b.values))
        runs = _runs((a.type, b.type), parts, sizes)
        if runs is None:
            return told
        if not is_straight(runs, *([p.channels for p in each] for each in parts)):
            notes.append(f"{told}: the same numbers in another order")
        arguments.append((a, b, runs))
    if [x.name for x in old.takes] != [x.name for x in new.takes] and _named(old) == _named(new):
        notes.append(f"it takes its arguments in another order: {', '.join(_order(new))}")
    types = (old.result.type, new.result.type)
    parts = tuple(tuple(_part(m, n) for n in m.result.values) for m in (old, new))  # type: ignore[assignment]
    results = _runs(types, parts, sizes)
    if results is None:
        return f"it returned {types[0]} and returns {types[1]}"
    if not is_straight(results, *([p.channels for p in each] for each in parts)):
        notes.append(f"it returned {types[0]} and returns {types[1]}: in another order")
    return Ended(tuple(arguments), results, sizes, tuple(notes), _lengths(old, new))


def _order(model: Model) -> list[str]:
    return [each.name for each in model.takes]


def _named(model: Model) -> set[str]:
    return {each.name for each in model.takes}


def _part(model: Model, name: str) -> Part:
    return next(value.part for value in model.values if value.name == name)


def _surfaces(old: Model, new: Model) -> str | None:
    """What is enforced around models, and the axes that it is about, have to be the same."""
    if _enforced(old) != _enforced(new):
        lines = [
            ", ".join(f"{e.group}: {e.text}" for e in (m.surface.enforced if m.surface else ()))
            for m in (old, new)
        ]
        return f"enforced was {lines[0] or 'nothing'}, and now {lines[1] or 'nothing'}"
    for one, other in zip(_seen(old), _seen(new), strict=False):
        if one[1] != other[1]:
            return f"what is enforced was about {one[0]}, and now is about {other[0]}"
    return None


def _enforced(model: Model) -> list[tuple[str, Method]]:
    surface = model.surface
    each = () if surface is None else surface.enforced
    return [(e.group.text, _method(e.method)) for e in each]


def _seen(model: Model) -> list[tuple[str, Hashable]]:
    """All types that the user of a model sees, and which of their axes enforced groups move."""
    surface = model.surface
    if surface is None:
        return []
    order = {each.group: i for i, each in enumerate(surface.enforced)}
    types = (*surface.arguments, surface.result)
    return [(str(type_), tuple(_axes_of(p, order) for p in tensors_of(type_))) for type_ in types]


def _axes_of(part: Part, order: dict[Group, int]) -> Hashable:
    return tuple(_moved(axis, order) for axis in part.axes)


def _moved(axis: Axis, order: dict[Group, int]) -> Hashable:
    within = tuple(
        (block.copies, None if block.axis is None else _moved(block.axis, order))
        for block in axis.blocks
    )
    place = None if axis.group is None else order.get(axis.group)
    return (place, axis.label, axis.dual) if place is not None or not within else within


def _method(method: Method) -> Method:
    """How a symmetry is enforced, whatever the network for it is called."""
    return replace(method, network="") if isinstance(method, Canonical) else method


def _in_pairs(
    olds: Sequence[Argument], news: Sequence[Argument]
) -> list[tuple[Argument, Argument]]:
    """By name, if all names are the same ones, else in order."""
    named = {each.name: each for each in olds}
    if set(named) == {each.name for each in news}:
        return [(named[each.name], each) for each in news]
    return list(zip(olds, news, strict=True))


def sites(old: Model, new: Model) -> tuple[Sites, Sites]:
    """The graphs of both, in pairs."""
    names = [[each.name for each in model.graphs] for model in (old, new)]
    if set(names[0]) == set(names[1]):
        names[1] = names[0]
    return sites_of(old, names[0]), sites_of(new, names[1])


def _runs(
    types: tuple[Type, Type],
    parts: tuple[tuple[Part, ...], tuple[Part, ...]],
    sizes: dict[str, int],
) -> tuple[Run, ...] | None:
    """The wires of a value at the end of models: tensor by tensor, each of the same shape."""
    tensors = [tensors_of(type_) for type_ in types]
    if len(tensors[0]) != len(tensors[1]):
        return None
    starts = [_starts(each) for each in tensors]
    wires = []
    for i, j in _fields(types):
        a, b = tensors[0][i], tensors[1][j]
        if (lengths_of(a, sizes), a.multiplicity) != (lengths_of(b, sizes), b.multiplicity):
            return None
        blocks = (parts[0][slice(*starts[0][i])], parts[1][slice(*starts[1][j])])
        found = align([*map(End, blocks[0])], [*map(End, blocks[1])], sizes)
        counts = {sum(part.channels for part in each) for each in blocks}
        if counts != {len(found)}:
            return None
        if sum(bool(axis.blocks) for axis in a.axes) > 1 and a != b and str(a) != str(b):
            return None
        wires += [((starts[0][i][0] + x, c), (starts[1][j][0] + y, d)) for (x, c), (y, d) in found]
    return runs_of(wires)


def _starts(tensors: tuple[Part, ...]) -> list[tuple[int, int]]:
    """The blocks of each tensor, as a slice of all."""
    found, at = [], 0
    for part in tensors:
        found.append((at, at + len(part.blocks)))
        at += len(part.blocks)
    return found


def _fields(types: tuple[Type, Type]) -> list[tuple[int, int]]:
    """The tensors of two types in pairs: those of records by their keys, if these are the same."""
    keys = [_keys(type_) for type_ in types]
    if set(keys[0]) == set(keys[1]) and len(set(keys[0])) == len(keys[0]):
        return [(keys[0].index(key), j) for j, key in enumerate(keys[1])]
    return [(i, i) for i in range(len(keys[0]))]


def _keys(type_: Type) -> list[tuple[str, int]]:
    if not isinstance(type_, Record):
        return [("", i) for i in range(len(tensors_of(type_)))]
    return [(f.key, i) for f in type_.fields for i in range(len(tensors_of(f.type)))]


def _lengths(old: Model, new: Model) -> tuple[str, ...]:
    """Where one of two models takes any number of points and the other does not."""
    found: list[str] = []
    for a, b in _in_pairs(old.arguments, new.arguments):
        for v, w in zip(tensors_of(a.type), tensors_of(b.type), strict=False):
            for x, y in zip(v.axes, w.axes, strict=False):
                if isinstance(x.extent, str) and isinstance(y.extent, int):
                    told = f"an axis of `{b.name}` had any length `{x.extent}`, and now"
                    found.append(f"{told} is of {y.extent}: nothing is left of other lengths")
                elif isinstance(x.extent, int) and isinstance(y.extent, str):
                    told = f"an axis of `{b.name}` was of {x.extent}, and now has any length"
                    found.append(f"{told} `{y.extent}`: the same function at {x.extent}")
    return tuple(dict.fromkeys(found))


def _sizes(old: Model, new: Model) -> dict[str, int]:
    """A length for every free axis: a constant that the other spec has there, else enough.

    With as many points as a map has slots all diagrams are independent.
    """
    found: dict[str, int] = {}
    for a, b in _in_pairs(old.arguments, new.arguments):
        for v, w in zip(tensors_of(a.type), tensors_of(b.type), strict=False):
            for x, y in zip(v.axes, w.axes, strict=False):
                for one, other in ((x.extent, y.extent), (y.extent, x.extent)):
                    if isinstance(one, str) and isinstance(other, int):
                        found.setdefault(one, other)
    for model in (old, new):
        parts = {value.name: value.part for value in model.values}
        free = {a.extent for p in parts.values() for a in p.axes if isinstance(a.extent, str)}
        most = dict.fromkeys(sorted(free), 2)
        for node in model.nodes:
            inputs = [parts[name] for name in node.inputs]
            outputs = [value.part for value in node.outputs]
            for size in most:
                most[size] = max(most[size], _slots(node, inputs, outputs, size))
        for size, count in most.items():
            found.setdefault(size, count)
    return found


def _slots(node: Node, inputs: list[Part], outputs: list[Part], size: str) -> int:
    """The most slots of that length that a map of a node has."""
    below = sorted((_axes(part, size) for part in inputs), reverse=True)
    above = max((_axes(part, size) for part in outputs), default=0)
    taken = 2 if isinstance(node.op, Bilinear) else 1
    return sum(below[:taken]) + above


def _axes(part: Part, size: str) -> int:
    return sum(axis.extent == size for axis in part.axes)
