"""Paths of products of irreps that need not be computed: those from zeros, and to what is not read.

The numbers of such paths are not learned either, where the product has weights of its own, or a
perceptron makes them for it alone.
"""

from dataclasses import replace

from symc.algebra.irrep_paths import irrep_paths
from symc.ir.graphs import Collect, Gather, Scatter, Spread
from symc.ir.irrep_product import IrrepPath, TensorProduct
from symc.ir.model import Gate, Model, Node, NormAct, Nothing, Value
from symc.ir.spatial import Dense
from symc.ir.symmetry import Part

KEEPS_ZERO = Gather | Scatter | Collect | Spread | Gate | NormAct
"""What is 0 where its first input is."""


def without_dead_paths(model: Model) -> Model:
    """The same function without paths that read zeros, or whose output nothing reads."""
    values = {value.name: value for value in model.values}
    parts = {value.name: value.part for value in model.values}
    zeros = _zeros(model)
    for node in model.nodes:
        if not isinstance(node.op, TensorProduct) or node.op.algorithm == "gaunt":
            continue
        paths = paths_of(node, parts)
        dead = _dead(node, paths, zeros)
        giver = giver_of(node, model)
        if not dead or (node.op.weights == "entry" and giver is None):
            continue
        changed = {node.name: replace(node, op=replace(node.op, dead=dead))}
        if giver is not None:
            changed[giver.name] = _narrowed(giver, node, paths, dead, values)
        model = replace(model, nodes=tuple(changed.get(n.name, n) for n in model.nodes))
    return model


def paths_of(node: Node, parts: dict[str, Part]) -> tuple[IrrepPath, ...]:
    """All paths of a product, as its types have them."""
    op = node.op
    assert isinstance(op, TensorProduct)
    given = tuple(parts[name] for name in node.inputs)
    made = tuple(value.part for value in node.outputs)
    return irrep_paths(given[: op.split], given[op.split : op.split + op.others], made, op.mode)


def _zeros(model: Model) -> set[str]:
    """The values that are always 0."""
    found: set[str] = set()
    for node in model.nodes:
        kept = isinstance(node.op, KEEPS_ZERO) and node.inputs[0] in found
        if kept or isinstance(node.op, Nothing):
            found |= {value.name for value in node.outputs}
    return found


def _dead(node: Node, paths: tuple[IrrepPath, ...], zeros: set[str]) -> tuple[int, ...]:
    """The places of dead paths; an output that is read keeps its paths if all read zeros."""
    op = node.op
    assert isinstance(op, TensorProduct)
    unread = {p for p, path in enumerate(paths) if path.z in op.unread}
    from_zero = {
        p
        for p, path in enumerate(paths)
        if node.inputs[path.x] in zeros or node.inputs[op.split + path.y] in zeros
    }
    alive = {path.z for p, path in enumerate(paths) if p not in from_zero}
    idle = {p for p in from_zero if paths[p].z in alive}
    dead = unread | idle
    return tuple(sorted(dead)) if len(dead) < len(paths) else ()


def giver_of(node: Node, model: Model) -> Node | None:
    """The last layer of the perceptron that makes the weights of a product, and nothing else."""
    op = node.op
    assert isinstance(op, TensorProduct)
    if op.weights != "entry":
        return None
    name = node.inputs[op.split + op.others]
    makers = [n for n in model.nodes if any(v.name == name for v in n.outputs)]
    readers = [n for n in model.nodes for read in n.inputs if read == name]
    alone = len(readers) == 1 and name not in model.result.values
    if alone and makers and isinstance(makers[0].op, Dense) and len(makers[0].outputs) == 1:
        return makers[0]
    return None


def _narrowed(
    giver: Node,
    node: Node,
    paths: tuple[IrrepPath, ...],
    dead: tuple[int, ...],
    values: dict[str, Value],
) -> Node:
    """The layer with the weights of the other paths only."""
    op = node.op
    assert isinstance(op, TensorProduct)
    count = 0
    for p, path in enumerate(paths):
        if p not in dead:
            out = node.outputs[path.z].part.channels if op.mode == "full" else 1
            count += values[node.inputs[path.x]].part.channels * out
    (value,) = giver.outputs
    return replace(giver, outputs=(replace(value, part=replace(value.part, multiplicity=count)),))
