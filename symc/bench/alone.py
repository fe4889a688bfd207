"""A linear or bilinear layer as a module of its own: with its channels, with one, map by map."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from types import ModuleType

from symc.emit import lay_out, render
from symc.ir.model import Argument, Bilinear, Linear, Model, Node, Result, Value
from symc.ir.parameters import Parameter
from symc.ir.solution import Basis, Factor, Pair, Solution, Solved
from symc.ir.symmetry import Part, Sum
from symc.schedule import schedule
from symc.verify.loading import run_text

LAYER, SINGLE = "Layer", "Single"
MOST_MAPS = 1_000
"""Basis maps that are written as modules of their own; of more there is no naive form."""


@dataclass(frozen=True, slots=True)
class Map:
    """One basis map: the class of its module, and which inputs and output it joins.

    There is a class with the layer's channels, and one with a single channel. A constant has no
    source, a product two. The module `takes` these inputs: the sources, or one for the shape of
    the batch, and one more where it is known from no other how long the output is.
    """

    name: str
    single: str
    sources: tuple[int, ...]
    target: int
    takes: tuple[int, ...]

    @property
    def source(self) -> int | None:
        """The only input of a linear map; a constant has none."""
        return self.sources[0] if self.sources else None


@dataclass(frozen=True, slots=True)
class Alone:
    """A layer by itself, and the nodes of the model that are like it.

    `each` names the points or the edges of a graph of which there is a row for each. `maps` is
    empty where some map is no diagram: these are known as matrices only. `weights` are the names
    of the parameters in the order of the plan.
    """

    name: str
    text: str
    op: Linear | Bilinear
    nodes: tuple[str, ...]
    inputs: tuple[Part, ...]
    outputs: tuple[Part, ...]
    maps: tuple[Map, ...]
    module: ModuleType
    weights: tuple[str, ...]
    each: str = ""

    @property
    def times(self) -> int:
        """How often the model has it."""
        return len(self.nodes)


def layers_alone(solved: Solved) -> tuple[tuple[Alone, ...], tuple[tuple[str, str], ...]]:
    """Every linear and bilinear layer once, and those that cannot stand alone with the reason."""
    parts = {value.name: value for value in solved.model.values}
    seen: dict[object, tuple[Basis, tuple[str, ...]]] = {}
    left: list[tuple[str, str]] = []
    for basis in solved.bases:
        node = basis.node
        values = [*(parts[name] for name in node.inputs), *node.outputs]
        if len({value.each for value in values}) > 1 or any(_sites(v.part) for v in values):
            left.append((node.text, "its values are of points and of edges"))
            continue
        if {size for v in node.outputs for size in _free(v.part)} - {
            size for name in node.inputs for size in _free(parts[name].part)
        }:
            left.append((node.text, "how long its result is, is known from other values"))
            continue
        key = (_unnamed(node), tuple(value.part for value in values), values[0].each, node.levels)
        first, nodes = seen.get(key, (basis, ()))
        seen[key] = (first, (*nodes, node.name))
    made = [_alone(basis, solved.model, nodes) for basis, nodes in seen.values()]
    texts = Counter(layer.text for layer in made)
    told = (
        replace(layer, text=f"{layer.name} = {layer.text}") if texts[layer.text] > 1 else layer
        for layer in made
    )
    return tuple(told), tuple(left)


def _sites(part: Part) -> bool:
    return any(axis.site for axis in part.axes)


def _unnamed(node: Node) -> Linear | Bilinear:
    """What a node does, without the names of its outputs."""
    assert isinstance(node.op, Linear | Bilinear)
    if isinstance(node.op, Bilinear):
        return node.op
    return replace(node.op, unbiased=tuple(str(v.name in node.op.unbiased) for v in node.outputs))


def _alone(basis: Basis, model: Model, nodes: tuple[str, ...]) -> Alone:
    parts = {value.name: value.part for value in model.values}
    inputs = tuple(parts[name] for name in basis.node.inputs)
    outputs = tuple(value.part for value in basis.node.outputs)
    count = len(inputs)
    made = [_solved(name, basis, inputs, outputs, count, model) for name in (LAYER, SINGLE)]
    maps: list[Map] = []
    for place, pair in enumerate(_single_maps(basis)):
        names = (f"Map{place}", f"Single{place}")
        takes = _takes(pair, inputs, outputs[pair.target])
        given = tuple(inputs[source] for source in takes)
        target = (outputs[pair.target],)
        one = _of_one(basis, pair)
        count = max(1, len(pair.sources))
        made += [_solved(name, one, given, target, count, model) for name in names]
        maps.append(Map(*names, pair.sources, pair.target, takes))
    plan = schedule(Solution("layer", "", tuple(made)))
    module = run_text(render(lay_out(plan)), "layer.py")
    weights = names_of(plan.models[0].stages[0].parameters)
    node, op = basis.node, basis.node.op
    assert isinstance(op, Linear | Bilinear)
    each = node.outputs[0].each
    return Alone(
        node.name, node.text, op, nodes, inputs, outputs, tuple(maps), module, weights, each
    )


def _takes(pair: Pair, inputs: tuple[Part, ...], output: Part) -> tuple[int, ...]:
    """The inputs that a map reads, and one that has the length of every free axis of its output."""
    found = pair.sources or (0,)
    for size in _free(output):
        if not any(size in _free(inputs[place]) for place in found):
            found = (*found, next(i for i, part in enumerate(inputs) if size in _free(part)))
    return found


def _free(part: Part) -> tuple[str, ...]:
    return tuple(axis.extent for axis in part.axes if isinstance(axis.extent, str))


def names_of(parameters: Iterable[Parameter | None]) -> tuple[str, ...]:
    """The names of all parameters of a stage, those of bands and views behind their own."""
    found: list[str] = []
    for each in parameters:
        if each is not None:
            found.append(each.name)
            found += names_of((*getattr(each, "bands", ()), *getattr(each, "views", ())))
    return tuple(found)


def _single_maps(basis: Basis) -> list[Pair]:
    """Every map as a pair with one map in it; none where they are not made of diagrams."""
    if basis.node.levels:
        return []
    special = basis.folded or basis.by_frequency or basis.by_irrep or basis.graded is not None
    if special or any(pair.ties for pair in basis.pairs):
        return []
    if sum(pair.dimension // pair.fixed for pair in basis.pairs) > MOST_MAPS:
        return []
    found: list[Pair] = []
    for pair in basis.pairs:
        for chosen in product(*(factor.maps for factor in pair.factors)):
            factors = tuple(
                Factor(factor.groups, (each,), factor.spanning, factor.reason)
                for factor, each in zip(pair.factors, chosen, strict=True)
            )
            found.append(replace(pair, factors=factors, dimension=pair.fixed))
    return found


def _of_one(basis: Basis, pair: Pair) -> Basis:
    """The basis of a layer that has one map only."""
    constant = not pair.sources
    op: Linear | Bilinear = Linear(bias=constant, maps=not constant)
    if isinstance(basis.node.op, Bilinear):
        op = Bilinear(1, basis.node.op.mode)
    only = replace(pair, sources=tuple(range(len(pair.sources))), target=0)
    return replace(basis, node=replace(basis.node, op=op), pairs=(only,))


def _solved(
    name: str,
    basis: Basis,
    inputs: tuple[Part, ...],
    outputs: tuple[Part, ...],
    count: int,
    model: Model,
) -> Solved:
    """A model of one layer that reads the first `count` of its inputs.

    Its class has the channels of the types only if it is no `Single`.
    """
    if name.startswith(SINGLE):
        inputs = tuple(replace(part, multiplicity=None) for part in inputs)
        outputs = tuple(replace(part, multiplicity=None) for part in outputs)
    given = tuple(Value(f"in{i}", part) for i, part in enumerate(inputs))
    made = tuple(Value(f"out{i}", part) for i, part in enumerate(outputs))
    node = _node(basis.node, given[:count], made)
    type_ = outputs[0] if len(outputs) == 1 else Sum(outputs)
    arguments = tuple(Argument(value.name, value.part, (value,)) for value in given)
    result = Result(type_, tuple(value.name for value in made))
    alone = Model(name, arguments, (node,), result, model.groups, model.span)
    return Solved(alone, (replace(basis, node=node),))


def _node(node: Node, given: tuple[Value, ...], made: tuple[Value, ...]) -> Node:
    """The node under other names; what had no constant has none."""
    op = node.op
    if isinstance(op, Linear):
        names = zip(node.outputs, made, strict=False)
        unbiased = tuple(new.name for old, new in names if old.name in op.unbiased)
        op = replace(op, unbiased=unbiased)
    inputs = tuple(value.name for value in given)
    return replace(node, name="layer", op=op, inputs=inputs, outputs=made)
