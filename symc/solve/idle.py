"""Takes away what could be added to the operand of a product, where no map breaks its symmetry."""

from dataclasses import replace

from symc.ir.bands import Graded
from symc.ir.model import Combine, Linear, Model, Node
from symc.ir.solution import Basis, Solved
from symc.ir.solution_pairs import Pair


def without_idle(solved: Solved) -> Solved:
    """The same function without residual maps of which there is none."""
    bases = {basis.node.name: basis for basis in solved.bases}
    idle: set[str] = set()
    for name, basis in tuple(bases.items()):
        op = basis.node.op
        if not isinstance(op, Linear) or not op.residual or basis.graded is None:
            continue
        pairs = [pair for band in basis.graded.bands for pair in band.pairs]
        reached = {i for pair in pairs for i in (pair.target, *pair.sources)}
        outputs = basis.node.outputs
        idle |= {value.name for i, value in enumerate(outputs) if i not in reached}
        if not reached:
            del bases[name]
        elif len(reached) < len(outputs):
            bases[name] = _narrowed(basis, tuple(sorted(reached)))
    if not idle:
        return solved
    model = _without(solved.model, idle, bases)
    return Solved(model, tuple(bases.values()))


def _narrowed(basis: Basis, kept: tuple[int, ...]) -> Basis:
    """A basis between these parts alone, which are inputs and outputs at once."""
    graded = basis.graded
    assert graded is not None
    place = {part: i for i, part in enumerate(kept)}

    def narrow(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        return tuple(
            replace(p, sources=tuple(place[i] for i in p.sources), target=place[p.target])
            for p in pairs
            if {p.target, *p.sources} <= place.keys()
        )

    made = Graded(
        graded.levels,
        tuple(replace(band, pairs=narrow(band.pairs)) for band in graded.bands),
        tuple(replace(view, pairs=narrow(view.pairs)) for view in graded.views),
        graded.free,
    )
    outputs = tuple(basis.node.outputs[i] for i in kept)
    inputs = tuple(basis.node.inputs[i] for i in kept)
    node = replace(basis.node, inputs=inputs, outputs=outputs)
    return replace(basis, node=node, pairs=narrow(basis.pairs), graded=made)


def _without(model: Model, idle: set[str], bases: dict[str, Basis]) -> Model:
    nodes: list[Node] = []
    for node in model.nodes:
        if isinstance(node.op, Linear) and node.op.residual:
            if node.name in bases:
                nodes.append(bases[node.name].node)
            continue
        if isinstance(node.op, Combine) and idle & set(node.inputs):
            both = zip(node.op.coefficients, node.inputs, strict=True)
            left = tuple((c, name) for c, name in both if name not in idle)
            op = Combine(tuple(c for c, _ in left))
            node = replace(node, op=op, inputs=tuple(name for _, name in left))
        nodes.append(node)
    return replace(model, nodes=tuple(nodes))
