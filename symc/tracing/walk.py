"""Through the graph in order, one rule per operation, to the axes of every tensor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import getitem
from typing import Any

import torch
from torch import Tensor, fx

from symc.tracing.atoms import Axes, Forest, Misfit, extent
from symc.tracing.call import Call, Value
from symc.tracing.capture import Captured, Source
from symc.tracing.nodes import bound, described, is_dead, shapes_of, used
from symc.tracing.rules import READS_NOTHING, RULES
from symc.tracing.rules.pointwise import pointwise

INPUT = "input of the network"
OUTPUT = "output of the network"
VARIES = "a constant that differs along the axis"
MOST_EVALUATED = 2**24


@dataclass(slots=True)
class Walk:
    """The atoms of a network; `weights` by key, every tensor that was met, what was read."""

    forest: Forest = field(default_factory=Forest)
    weights: dict[str, Axes] = field(default_factory=dict)
    tensors: list[Axes] = field(default_factory=list)
    read: list[Axes] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)


def walk(captured: Captured, keys: Mapping[str, str]) -> Walk:
    """The axes of every tensor; `keys` are those under which tied weights are known."""
    return _Walker(captured, keys).run()


class _Walker:
    def __init__(self, captured: Captured, keys: Mapping[str, str]) -> None:
        self.captured = captured
        self.keys = keys
        self.found = Walk()
        self.forest = self.found.forest
        self.values: dict[fx.Node, Any] = {}
        self.statistics = _statistics(captured)
        self.inputs: dict[fx.Node, frozenset[str]] = {}

    def run(self) -> Walk:
        for node in self.captured.graph.nodes:
            match node.op:
                case "placeholder":
                    self.values[node] = self.placed(node)
                case "get_attr":
                    self.values[node] = self.attribute(str(node.target))
                case "call_function":
                    self.values[node] = self.called(node)
                case "output":
                    self.finish(node)
        return self.found

    def placed(self, node: fx.Node) -> Any:
        source = self.captured.sources.get(node.name)
        if source is None or (source.kind != "input" and source.value is None):
            return None
        if source.kind == "input":
            self.inputs[node] = frozenset({node.name})
            value = node.meta.get("val")
            if not isinstance(value, Tensor):
                return value
            axes = self.axes_of(tuple(value.shape), node.name)
            for axis in axes:
                self.forest.pin(axis, INPUT, node.name)
            return Value(axes)
        assert source.value is not None
        if source.kind == "weight" or self.is_weight(node, source):
            return Value(self.weight(source.key, tuple(source.value.shape)))
        return self.constant(source.value, source.key)

    def weight(self, key: str, shape: tuple[int, ...]) -> Axes:
        key = self.keys.get(key, key)
        if key not in self.found.weights:
            axes = tuple(self.forest.fresh(n, f"{key}:{k}") for k, n in enumerate(shape))
            self.found.weights[key] = axes
            self.found.tensors.append(axes)
        return self.found.weights[key]

    def is_weight(self, node: fx.Node, source: Source) -> bool:
        """Whether a buffer is moved like a weight: statistics, or one number everywhere."""
        if source.kind != "buffer" or source.key not in self.keys or source.value is None:
            return False
        value = source.value
        alike = value.numel() > 1 and bool((value == value.flatten()[0]).all())
        return node in self.statistics or (value.is_floating_point() and alike)

    def attribute(self, target: str) -> Any:
        owner: Any = self.captured.attributes
        for name in target.split("."):
            owner = getattr(owner, name)
        return self.constant(owner, target) if isinstance(owner, Tensor) else owner

    def constant(self, value: Tensor, home: str) -> Value:
        """An axis along which all is one moves freely; any other is fixed."""
        axes = self.axes_of(tuple(value.shape), home)
        for dim, axis in enumerate(axes):
            if axis and value.numel() and not bool((value == value.narrow(dim, 0, 1)).all()):
                self.forest.pin(axis, VARIES, home)
        if home in self.keys and self.keys[home] not in self.found.weights:
            self.found.weights[self.keys[home]] = axes
        return Value(axes, value)

    def axes_of(self, shape: Iterable[int], home: str) -> Axes:
        return tuple(self.forest.fresh(n, f"{home}:{k}") for k, n in enumerate(shape))

    def called(self, node: fx.Node) -> Any:
        self.inputs[node] = frozenset().union(
            *(self.inputs.get(before, frozenset()) for before in node.all_input_nodes)
        )
        if node.target is getitem:
            return _item(self.values[node.args[0]], node.args[1])  # type: ignore[index]
        if not isinstance(node.target, torch._ops.OpOverload) or is_dead(node):
            return None
        arguments = bound(node, self.values)
        shapes = shapes_of(node)
        if shapes is None and not all(v.constant is not None for v in _tensors(arguments)):
            self.unknown(self.call(node, arguments, ()), str(node.target))
            return None
        if shapes is None:
            return self.evaluated(node, arguments)
        if self.is_constant(node, arguments, shapes):
            return self.evaluated(node, arguments)
        return self.ruled(node, arguments, shapes)

    def ruled(self, node: fx.Node, arguments: dict[str, Any], shapes: Any) -> Any:
        target = node.target
        assert isinstance(target, torch._ops.OpOverload)
        name = target._schema.name.removeprefix("aten::")
        self.look(node, name, arguments)
        if name == "select":
            arguments["apart"] = _all_selected(node)
        call = self.call(node, arguments, shapes)
        rule = RULES.get(name) or (pointwise if torch.Tag.pointwise in target.tags else None)
        found: list[Axes] | None = None
        if rule is not None:
            try:
                result = rule(call)
                found = result if isinstance(result, list) else [result]
            except (Misfit, KeyError, IndexError, ValueError, TypeError, StopIteration):
                found = None
        if found is None or not _fit(found, shapes):
            found = self.unknown(call, name)
        if name not in READS_NOTHING:
            self.found.read += [value.axes for value in _tensors(arguments)]
        self.found.tensors += [*found, *call.recorded]
        several = len(shapes) > 1 or isinstance(node.meta["val"], list | tuple)
        return [Value(axes) for axes in found] if several else Value(found[0])

    def call(self, node: fx.Node, arguments: dict[str, Any], shapes: Any) -> Call:
        assert isinstance(node.target, torch._ops.OpOverload)
        name = str(node.target._schema.name).removeprefix("aten::")
        return Call(name, described(node), self.forest, arguments, shapes, used(node))

    def unknown(self, call: Call, name: str) -> list[Axes]:
        """Nothing is known: every axis that meets the operation is fixed."""
        moved = False
        noise = name.startswith(("rand", "bernoulli", "normal", "exponential", "uniform"))
        reason = "noise" if noise else f"{name} is not known to symc"
        for value in _tensors(call.arguments):
            for axis in value.axes:
                moved |= self.forest.pin(axis, reason, call.operation)
        if moved and not noise:
            self.found.unknown.setdefault(name, call.operation)
        return [tuple(call.fresh(size, reason) for size in shape) for shape in call.shapes]

    def look(self, node: fx.Node, name: str, arguments: dict[str, Any]) -> None:
        """Notes how many rows the tables have in which an input looks up."""
        if name in ("embedding", "embedding_bag", "_embedding_bag"):
            rows = extent(arguments["weight"].axes[0])
            for given in self.inputs.get(node, ()):
                self.found.tables[given] = min(rows, self.found.tables.get(given, rows))

    def is_constant(self, node: fx.Node, arguments: dict[str, Any], shapes: Any) -> bool:
        target = node.target
        assert isinstance(target, torch._ops.OpOverload)
        if torch.Tag.nondeterministic_seeded in target.tags or self.inputs[node]:
            return False
        values = _tensors(arguments)
        sizes = (torch.Size(shape).numel() for shape in shapes)
        return all(v.constant is not None for v in values) and sum(sizes) <= MOST_EVALUATED

    def evaluated(self, node: fx.Node, arguments: dict[str, Any]) -> Any:
        """What an operation on constants gives."""
        del arguments
        args, kwargs = fx.node.map_arg((node.args, node.kwargs), lambda n: _plain(self.values[n]))
        result = node.target(*args, **kwargs)  # type: ignore[operator]
        home = described(node)
        if isinstance(result, Tensor):
            return self.constant(result, home)
        if isinstance(result, list | tuple):
            return [self.constant(r, home) if isinstance(r, Tensor) else r for r in result]
        return result

    def finish(self, node: fx.Node) -> None:
        for given in node.all_input_nodes:
            for value in _tensors({"": self.values[given]}):
                self.found.read.append(value.axes)
                for axis in value.axes:
                    self.forest.pin(axis, OUTPUT, "output")


def _statistics(captured: Captured) -> frozenset[fx.Node]:
    """The placeholders that a normalization reads as mean or variance."""
    found: set[fx.Node] = set()
    for node in captured.graph.nodes:
        if node.op == "call_function" and "norm" in str(node.target):
            schema = getattr(node.target, "_schema", None)
            for argument, value in zip(schema.arguments if schema else (), node.args, strict=False):
                if argument.name in ("running_mean", "running_var") and isinstance(value, fx.Node):
                    found.add(value)
    return frozenset(found)


def _all_selected(node: fx.Node) -> bool:
    """Whether an axis is taken apart at all of its places, by selections beside this one."""
    base, dim = node.args[0], node.args[1]
    if not isinstance(base, fx.Node):
        return False
    places = {
        user.args[2] for user in base.users if user.target is node.target and user.args[1] == dim
    }
    size = base.meta["val"].shape[dim]
    return {place % size for place in places if isinstance(place, int)} == set(range(size))


def _tensors(arguments: Mapping[str, Any]) -> list[Value]:
    found: list[Value] = []
    for value in arguments.values():
        items = value if isinstance(value, list) else [value]
        found += [item for item in items if isinstance(item, Value)]
    return found


def _fit(found: list[Axes], shapes: tuple[tuple[int, ...], ...]) -> bool:
    sizes = [tuple(extent(axis) for axis in axes) for axes in found]
    return sizes == list(shapes)


def _item(values: Any, place: Any) -> Any:
    return values[place] if isinstance(values, list | tuple) else None


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_plain(item) for item in value)
    return value.constant if isinstance(value, Value) else value
