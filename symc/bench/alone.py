"""A linear layer as a module of its own: with its channels, with one, and map by map."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from types import ModuleType

from symc.emit import lay_out, render
from symc.ir.model import Argument, Linear, Model, Node, Result, Value
from symc.ir.solution import Basis, Factor, Pair, Solution, Solved
from symc.ir.symmetry import Part, Sum
from symc.schedule import schedule
from symc.verify.loading import run_text

LAYER, SINGLE = "Layer", "Single"
MOST_MAPS = 1_000
"""Basis maps that are written as modules of their own; of more there is no naive form."""


@dataclass(frozen=True, slots=True)
class Map:
    """One basis map: the class of its module, and which input and output it joins.

    There is a class with the layer's channels, and one with a single channel.
    """

    name: str
    single: str
    source: int | None
    target: int


@dataclass(frozen=True, slots=True)
class Alone:
    """A layer by itself; `times` is how often the model has it.

    `each` names the points or the edges of a graph of which there is a row for each.

    `maps` is empty where some map is no diagram: these are known as matrices only.
    """

    name: str
    text: str
    times: int
    inputs: tuple[Part, ...]
    outputs: tuple[Part, ...]
    maps: tuple[Map, ...]
    module: ModuleType
    each: str = ""


def layers_alone(solved: Solved) -> tuple[tuple[Alone, ...], tuple[tuple[str, str], ...]]:
    """Every linear layer once, and the text of those that cannot stand alone with the reason."""
    parts = {value.name: value for value in solved.model.values}
    seen: dict[object, tuple[Basis, int]] = {}
    left: list[tuple[str, str]] = []
    for basis in solved.bases:
        node = basis.node
        if not isinstance(node.op, Linear):
            continue
        values = [*(parts[name] for name in node.inputs), *node.outputs]
        if len({value.each for value in values}) > 1 or any(_sites(v.part) for v in values):
            left.append((node.text, "its values are of points and of edges"))
            continue
        op = replace(node.op, unbiased=tuple(str(v.name in node.op.unbiased) for v in node.outputs))
        key = (op, tuple(value.part for value in values), values[0].each, node.levels)
        first, times = seen.get(key, (basis, 0))
        seen[key] = (first, times + 1)
    made = [_alone(basis, solved.model, times) for basis, times in seen.values()]
    texts = Counter(layer.text for layer in made)
    told = (
        replace(layer, text=f"{layer.name} = {layer.text}") if texts[layer.text] > 1 else layer
        for layer in made
    )
    return tuple(told), tuple(left)


def _sites(part: Part) -> bool:
    return any(axis.site for axis in part.axes)


def _alone(basis: Basis, model: Model, times: int) -> Alone:
    parts = {value.name: value.part for value in model.values}
    inputs = tuple(parts[name] for name in basis.node.inputs)
    outputs = tuple(value.part for value in basis.node.outputs)
    made = [_solved(name, basis, inputs, outputs, model) for name in (LAYER, SINGLE)]
    maps: list[Map] = []
    for place, (pair, source) in enumerate(_single_maps(basis)):
        names = (f"Map{place}", f"Single{place}")
        given = (inputs[source or 0],)
        target = (outputs[pair.target],)
        one = _of_one(basis, pair, source)
        made += [_solved(name, one, given, target, model) for name in names]
        maps.append(Map(*names, source, pair.target))
    text = render(lay_out(schedule(Solution("layer", "", tuple(made)))))
    module = run_text(text, "layer.py")
    node = basis.node
    each = node.outputs[0].each
    return Alone(node.name, node.text, times, inputs, outputs, tuple(maps), module, each)


def _single_maps(basis: Basis) -> list[tuple[Pair, int | None]]:
    """Every map as a pair with one map in it; none where they are not made of diagrams."""
    if basis.node.levels:
        return []
    special = basis.folded or basis.by_frequency or basis.by_irrep or basis.graded is not None
    if special or any(pair.ties for pair in basis.pairs):
        return []
    if sum(pair.dimension // pair.fixed for pair in basis.pairs) > MOST_MAPS:
        return []
    found: list[tuple[Pair, int | None]] = []
    for pair in basis.pairs:
        for chosen in product(*(factor.maps for factor in pair.factors)):
            factors = tuple(
                Factor(factor.groups, (each,), factor.spanning, factor.reason)
                for factor, each in zip(pair.factors, chosen, strict=True)
            )
            one = replace(pair, factors=factors, dimension=pair.fixed)
            found.append((one, pair.sources[0] if pair.sources else None))
    return found


def _of_one(basis: Basis, pair: Pair, source: int | None) -> Basis:
    """The basis of a layer that has one map only."""
    op = Linear(bias=source is None, maps=source is not None)
    only = replace(pair, sources=() if source is None else (0,), target=0)
    return replace(basis, node=replace(basis.node, op=op), pairs=(only,))


def _solved(
    name: str, basis: Basis, inputs: tuple[Part, ...], outputs: tuple[Part, ...], model: Model
) -> Solved:
    """A model of one layer; its class has the channels of the types only if it is no `Single`."""
    if name.startswith(SINGLE):
        inputs = tuple(replace(part, multiplicity=None) for part in inputs)
        outputs = tuple(replace(part, multiplicity=None) for part in outputs)
    given = tuple(Value(f"in{i}", part) for i, part in enumerate(inputs))
    made = tuple(Value(f"out{i}", part) for i, part in enumerate(outputs))
    node = _node(basis.node, given, made)
    type_ = outputs[0] if len(outputs) == 1 else Sum(outputs)
    arguments = tuple(Argument(value.name, value.part, (value,)) for value in given)
    result = Result(type_, tuple(value.name for value in made))
    alone = Model(name, arguments, (node,), result, model.groups, model.span)
    return Solved(alone, (replace(basis, node=node),))


def _node(node: Node, given: tuple[Value, ...], made: tuple[Value, ...]) -> Node:
    """The node under other names; what had no constant has none."""
    assert isinstance(node.op, Linear)
    names = zip(node.outputs, made, strict=False)
    unbiased = tuple(new.name for old, new in names if old.name in node.op.unbiased)
    op = replace(node.op, unbiased=unbiased)
    inputs = tuple(value.name for value in given)
    return replace(node, name="layer", op=op, inputs=inputs, outputs=made)
