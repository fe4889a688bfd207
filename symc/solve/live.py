"""Drops what no result depends on, so that every weight of a model is one that can learn."""

from dataclasses import replace

from symc.algebra import maps_between
from symc.ir.model import Bilinear, Linear, Model, Node, Value
from symc.ir.symmetry import Part


def live(model: Model) -> Model:
    """The same function without dead operations, and without dead ends of linear layers."""
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    wanted = set(model.result.values)
    kept: list[Node] = []
    for node in reversed(model.nodes):
        outputs = tuple(value for value in node.outputs if value.name in wanted)
        if not outputs:
            continue
        match node.op:
            case Linear():
                heard = node.inputs if node.levels else _heard(node, outputs, parts)
                node = replace(node, outputs=outputs, inputs=heard)
            case Bilinear():
                node = _bilinear(node, outputs, parts)
        wanted |= set(node.inputs)
        kept.append(node)
    return replace(model, nodes=tuple(reversed(kept)))


def _heard(node: Node, outputs: tuple[Value, ...], parts: dict[str, Part]) -> tuple[str, ...]:
    """The inputs with a map to some output; at least one, for the shape of the batch."""
    assert isinstance(node.op, Linear)
    heard = tuple(
        name
        for name in node.inputs
        if node.op.maps and any(maps_between((parts[name],), value.part) for value in outputs)
    )
    return heard or node.inputs[:1]


def _bilinear(node: Node, outputs: tuple[Value, ...], parts: dict[str, Part]) -> Node:
    assert isinstance(node.op, Bilinear)
    left, right = node.inputs[: node.op.split], node.inputs[node.op.split :]

    def meet(a: str, b: str) -> bool:
        return any(maps_between((parts[a], parts[b]), value.part) for value in outputs)

    lefts = tuple(a for a in left if any(meet(a, b) for b in right))
    rights = tuple(b for b in right if any(meet(a, b) for a in left))
    op = replace(node.op, split=len(lefts))
    return replace(node, op=op, inputs=(*lefts, *rights), outputs=outputs)
