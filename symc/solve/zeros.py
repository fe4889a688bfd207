"""Follows zeros through a model, so that nothing is computed, or learned, from what is always 0.

Blocks of flat axes that no map reaches are zeros; what acts on them alone is zero, too.
"""

from dataclasses import replace

from symc.algebra import maps_between
from symc.algebra.motion import motion_of
from symc.ir.graphs import Collect, Gather, Scatter
from symc.ir.model import (
    Bilinear,
    Combine,
    Dropout,
    Gate,
    LayerNorm,
    Linear,
    Model,
    Node,
    NormAct,
    Nothing,
    Pointwise,
    Pool,
    Value,
)
from symc.ir.symmetry import Part

LIFTS_ZERO = ("sigmoid", "softplus", "cos")
"""Functions that are not 0 at 0."""

Parts = dict[str, Part]


def without_zeros(model: Model) -> Model:
    """The same function; linear and bilinear layers and sums no longer read what is always 0."""
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    zeros: set[str] = set()
    kept: list[Node] = []
    for node in model.nodes:
        for each in _without(node, zeros, parts):
            if _is_zero(each, zeros, parts):
                zeros |= {value.name for value in each.outputs}
            kept.append(each)
    return replace(model, nodes=tuple(kept))


def _is_zero(node: Node, zeros: set[str], parts: Parts) -> bool:
    """Whether all outputs of a node are always 0."""
    match node.op:
        case Nothing():
            return True
        case Pointwise(function):
            return function not in LIFTS_ZERO and node.inputs[0] in zeros
        case LayerNorm():
            return node.inputs[0] in zeros and motion_of(parts[node.inputs[0]]) != "permutation"
        case Gate() | NormAct() | Dropout() | Pool() | Gather() | Scatter() | Collect():
            return node.inputs[0] in zeros
    return False


def _without(node: Node, zeros: set[str], parts: Parts) -> tuple[Node, ...]:
    """A node that does not read zeros, and one for each of its outputs that is then 0."""
    alive = tuple(name for name in node.inputs if name not in zeros)
    if node.levels or len(alive) == len(node.inputs):
        return (node,)
    match node.op:
        case Combine(coefficients):
            terms = tuple(
                c for c, x in zip(coefficients, node.inputs, strict=True) if x not in zeros
            )
            whole = replace(node, op=Combine(terms), inputs=alive)
            return (whole,) if alive else _blanks(node, node.outputs)
        case Linear() as op if op.maps:
            made = replace(node, inputs=alive)
            if not alive:
                made = replace(node, inputs=node.inputs[:1], op=replace(op, maps=False))
            sources = [(parts[name],) for name in alive]
            return _reached(made, sources, op.bias, set(op.unbiased))
        case Bilinear() as op:
            lefts = tuple(name for name in node.inputs[: op.split] if name not in zeros)
            rights = tuple(name for name in node.inputs[op.split :] if name not in zeros)
            made = replace(node, op=replace(op, split=len(lefts)), inputs=(*lefts, *rights))
            pairs = [(parts[a], parts[b]) for a in lefts for b in rights]
            return _reached(made, pairs, bias=False, unbiased=set(), like=node.inputs[0])
    return (node,)


def _reached(
    node: Node,
    sources: list[tuple[Part]] | list[tuple[Part, Part]],
    bias: bool,
    unbiased: set[str],
    like: str = "",
) -> tuple[Node, ...]:
    """The node with those of its outputs that something reaches; zeros for the others."""

    def is_reached(value: Value) -> bool:
        has_constant = bias and value.name not in unbiased and maps_between((), value.part)
        return bool(has_constant) or any(maps_between(each, value.part) for each in sources)

    made = tuple(value for value in node.outputs if is_reached(value))
    others = tuple(value for value in node.outputs if value not in made)
    shaped = replace(node, inputs=(like,)) if like else node
    whole = (replace(node, outputs=made),) if made else ()
    return (*whole, *_blanks(shaped, others))


def _blanks(node: Node, values: tuple[Value, ...]) -> tuple[Node, ...]:
    return tuple(
        replace(node, name=value.name, op=Nothing(), inputs=node.inputs[:1], outputs=(value,))
        for value in values
    )
