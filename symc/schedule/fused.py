"""Gather, product and scatter as one operation, so that nothing of an edge's is ever stored."""

from dataclasses import replace

from symc.ir.graphs import Gather, Scatter
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Model, Node


def fused(model: Model) -> Model:
    """The same function; a product of what is gathered, all of it summed again, reads and writes
    points."""
    model = replace(model, nodes=tuple(_with_unread(node, model) for node in model.nodes))
    makers = {value.name: node for node in model.nodes for value in node.outputs}
    for node in model.nodes:
        found = _along_edges(node, model, makers)
        if found is not None:
            return fused(found)
    return model


def _along_edges(node: Node, model: Model, makers: dict[str, Node]) -> Model | None:
    """The model with one product fused, if it can be."""
    op = node.op
    if not isinstance(op, TensorProduct) or op.edges or _mixes_each_entry(op):
        return None
    gathers = [makers[name].op if name in makers else None for name in node.inputs[: op.split]]
    first = gathers[0]
    if not isinstance(first, Gather) or any(other != first for other in gathers):
        return None
    scatters: list[Node] = []
    read = [value for c, value in enumerate(node.outputs) if c not in op.unread]
    for value in read:
        readers = [each for each in model.nodes if value.name in each.inputs]
        if len(readers) != 1 or value.name in model.result.values:
            return None
        scatters.append(readers[0])
    wanted = Scatter(first.edges, "target" if first.end == "source" else "source", "sum")
    if not scatters or any(each.op != wanted for each in scatters):
        return None
    summed = {each.inputs[0]: each.outputs[0] for each in scatters}
    sources = tuple(makers[name].inputs[0] for name in node.inputs[: op.split])
    names = tuple(value.name for value in node.outputs)
    made = replace(
        node,
        op=replace(op, edges=first.edges, end=first.end, summed=names),
        inputs=(*sources, *node.inputs[op.split :]),
        outputs=tuple(summed.get(value.name, value) for value in node.outputs),
    )
    gone = {id(each) for each in scatters}
    nodes = tuple(made if each is node else each for each in model.nodes if id(each) not in gone)
    return replace(model, nodes=_without_unread(nodes, model.result.values))


def _mixes_each_entry(op: TensorProduct) -> bool:
    """Whether what an edge has is mixed before any sum, in its own way or by factors.

    In the frame of an edge channels are mixed there, in any case.
    """
    if op.algorithm == "so2":
        return False
    by_factors = op.algorithm == "cp" or (op.algorithm == "gaunt" and op.way == "grid")
    return by_factors or (op.mode == "full" and op.weights == "entry")


def _with_unread(node: Node, model: Model) -> Node:
    """A product that knows which of its outputs nothing reads."""
    if not isinstance(node.op, TensorProduct):
        return node
    read = {name for each in model.nodes for name in each.inputs} | set(model.result.values)
    unread = tuple(c for c, value in enumerate(node.outputs) if value.name not in read)
    return replace(node, op=replace(node.op, unread=unread))


def _without_unread(nodes: tuple[Node, ...], results: tuple[str, ...]) -> tuple[Node, ...]:
    """Without gathers that nothing reads any longer."""
    read = {name for node in nodes for name in node.inputs} | set(results)
    return tuple(
        node
        for node in nodes
        if not isinstance(node.op, Gather) or any(value.name in read for value in node.outputs)
    )
