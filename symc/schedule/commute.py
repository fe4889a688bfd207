"""Linear maps moved past aggregation, to where there are fewer rows: points rather than edges.

A layer that maps every edge alike, by L, commutes with taking entries: L of what the edges take
from points is what they take of L, constants included. It commutes with sums and means over edges,
or over points, where it adds no constant: sum of L(m) = L(sum of m). A constant would be summed as
often as there are edges, so that layers with one stay where they are.
"""

from collections.abc import Callable
from dataclasses import replace

from symc.ir.graphs import Collect, Gather, Scatter
from symc.ir.model import Combine, Gate, Linear, Model, Node, NormAct, Pointwise, Value
from symc.ir.solution import Basis, Solved
from symc.ir.spatial import Dense

ENTRY_BY_ENTRY = Pointwise | Gate | NormAct | Combine
"""What else is the same at every entry, so that it may be on a linear layer's way to the points."""


def commuted(solved: Solved) -> Solved:
    """The same function, with linear layers before gathers and after sums where they are equal."""
    bases = {basis.node.name: basis for basis in solved.bases}
    model, changed = solved.model, True
    while changed:
        changed = False
        for node in model.nodes:
            found = _moved(node, model, bases)
            if found is not None:
                model, changed = found, True
                break
    nodes = {(node.name, type(node.op)): node for node in model.nodes}
    held = tuple(
        replace(basis, node=nodes[basis.node.name, type(basis.node.op)]) for basis in solved.bases
    )
    return replace(solved, model=model, bases=held)


def _moved(node: Node, model: Model, bases: dict[str, Basis]) -> Model | None:
    """The model with one layer moved, if it can be."""
    if node.levels or not node.inputs:
        return None
    if isinstance(node.op, ENTRY_BY_ENTRY):
        return _past_gathers(node, model)
    if not isinstance(node.op, Linear | Dense):
        return None
    if isinstance(node.op, Linear) and (node.op.residual or not node.op.maps):
        return None
    if _adds_nothing(node, bases) and (found := _past_sums(node, model)) is not None:
        return found
    return _past_gathers(node, model)


def _adds_nothing(node: Node, bases: dict[str, Basis]) -> bool:
    """Whether a layer has no constants."""
    basis = bases.get(node.name)
    return basis is not None and all(pair.sources for pair in basis.pairs)


def _past_gathers(node: Node, model: Model) -> Model | None:
    """The layer at the points that all of its inputs are gathered from, then gathers."""
    makers = {value.name: each for each in model.nodes for value in each.outputs}
    ops = {makers[name].op if name in makers else None for name in node.inputs}
    if len(ops) != 1 or not isinstance(op := ops.pop(), Gather):
        return None
    sources = tuple(makers[name].inputs[0] for name in node.inputs)
    each = next(value.each for value in model.values if value.name == sources[0])
    fresh = _fresh(model)
    made = tuple(Value(fresh(f"{v.name}_at_points"), v.part, each) for v in node.outputs)
    first = makers[node.inputs[0]]
    gathers = tuple(
        Node(fresh(f"{value.name}_taken"), op, (point.name,), (value,), first.text, first.span)
        for point, value in zip(made, node.outputs, strict=True)
    )
    return _with(model, node, (replace(node, inputs=sources, outputs=made), *gathers), ())


def _past_sums(node: Node, model: Model) -> Model | None:
    """The sums of all inputs, then the layer, whose outputs are those of the sums before."""
    readers = [
        [other for other in model.nodes if value.name in other.inputs] for value in node.outputs
    ]
    if any(len(each) != 1 for each in readers) or not readers:
        return None
    if any(value.name in model.result.values for value in node.outputs):
        return None
    ops = {each.op for (each,) in readers}
    if len(ops) != 1 or not _is_sum(op := ops.pop()):
        return None
    values = {value.name: value for value in model.values}
    made = tuple(each.outputs[0] for (each,) in readers)
    site, fresh = made[0].each, _fresh(model)
    text, span = readers[0][0].text, readers[0][0].span
    sums = [
        Value(fresh(f"{name}_summed"), values[name].part, site)
        for name in dict.fromkeys(node.inputs)
    ]
    named = dict(zip(dict.fromkeys(node.inputs), sums, strict=True))
    nodes = tuple(Node(v.name, op, (name,), (v,), text, span) for name, v in named.items())
    inputs = tuple(named[name].name for name in node.inputs)
    layer = replace(node, inputs=inputs, outputs=made)
    return _with(model, node, (*nodes, layer), tuple(each for (each,) in readers))


def _is_sum(op: object) -> bool:
    return isinstance(op, Scatter | Collect) and op.how in ("sum", "mean")


def _with(model: Model, node: Node, others: tuple[Node, ...], gone: tuple[Node, ...]) -> Model:
    """The model with nodes in place of one, without others and without gathers left unread."""
    lost = {each.name for each in gone}
    nodes = tuple(
        new
        for each in model.nodes
        if each.name not in lost
        for new in (others if each is node else (each,))
    )
    read = {name for each in nodes for name in each.inputs} | set(model.result.values)
    kept = tuple(
        each for each in nodes if not isinstance(each.op, Gather) or each.outputs[0].name in read
    )
    return replace(model, nodes=kept)


def _fresh(model: Model) -> Callable[[str], str]:
    """A maker of names that neither a value, nor a node, nor an argument has."""
    used = {value.name for value in model.values} | {node.name for node in model.nodes}
    used |= {argument.name for argument in model.takes}

    def fresh(word: str) -> str:
        name, n = word, 2
        while name in used:
            name, n = f"{word}_{n}", n + 1
        used.add(name)
        return name

    return fresh
