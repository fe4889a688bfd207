"""Products with spherical harmonics in the frame of their vector: `algorithm = so2`.

There the vector is the polar axis, its harmonics of degree l are sqrt(2l + 1) in order 0 and 0 in
all others, and a path couples order m only to m and -m: Passaro and Zitnick, "Reducing SO(3)
convolutions to SO(2)" (2023). With x turned there and z back this is the same function, with the
same weights.
"""

from dataclasses import dataclass, replace

from symc.algebra.irrep_paths import coupled_axes, spin
from symc.ir.coupling import Coupling
from symc.ir.irrep_product import Align, IrrepPath, TensorProduct, Turn
from symc.ir.model import Harmonics, Model, Node, Value
from symc.ir.plan import Step
from symc.ir.symmetry import Part
from symc.schedule.names import Names

Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A product in the frame: what goes before, its operands, paths and outputs, what follows."""

    before: tuple[Step, ...]
    x: Values
    y: Values
    paths: tuple[IrrepPath, ...]
    outputs: Values
    after: tuple[Step, ...]


def aligned(
    node: Node,
    x: Values,
    y: Values,
    direction: Value,
    paths: tuple[IrrepPath, ...],
    unread: tuple[int, ...],
    names: Names,
) -> Aligned:
    """The same product in the frame of a vector."""
    frames, poles = (names.fresh(f"{node.name}_{word}") for word in ("frames", "poles"))
    inside = tuple(_renamed(value, "turned", names) for value in x)
    outputs = tuple(_renamed(value, "framed", names) for value in node.outputs)
    degrees = tuple(spin(value.part) for value in y)
    axes = tuple(axis for axis in y[0].part.axes if axis not in coupled_axes(y[0].part))
    made = Value(poles, Part(axes, len(y)), y[0].each)
    most = max(spin(value.part) for value in (*x, *node.outputs))
    align = Align(direction.name, direction.part, most, frames, degrees, poles)
    there = _turns(x, inside, frames, back=False)
    read = [c for c in range(len(outputs)) if c not in unread]
    back = _turns(
        tuple(outputs[c] for c in read), tuple(node.outputs[c] for c in read), frames, back=True
    )
    return Aligned(
        (align, *there),
        inside,
        (made,),
        tuple(IrrepPath(p.x, 0, p.y, p.z, at_pole(p.coupling)) for p in paths),
        outputs,
        back,
    )


def unneeded(model: Model) -> frozenset[str]:
    """The nodes of harmonics that nothing reads but products in their frames, which need none."""
    read = set(model.result.values)
    for node in model.nodes:
        start, stop = 0, 0
        if isinstance(node.op, TensorProduct) and node.op.algorithm == "so2":
            start, stop = node.op.split, node.op.split + node.op.others
        read.update((*node.inputs[:start], *node.inputs[stop:]))
    return frozenset(
        node.name
        for node in model.nodes
        if isinstance(node.op, Harmonics) and not any(v.name in read for v in node.outputs)
    )


def at_pole(coupling: Coupling) -> Coupling:
    """A coupling with order 0 of its second irrep alone."""
    one, two, three = coupling.sizes
    kept = (replace(entry, j=0) for entry in coupling.entries if entry.j == two // 2)
    return Coupling((one, 1, three), tuple(kept))


def _renamed(value: Value, word: str, names: Names) -> Value:
    """The value in the frame, where a number is what it is."""
    return replace(value, name=names.fresh(f"{value.name}_{word}")) if spin(value.part) else value


def _turns(sources: Values, targets: Values, frames: str, back: bool) -> tuple[Turn, ...]:
    return tuple(
        Turn(a.name, b.name, a.part, frames, spin(a.part), back)
        for a, b in zip(sources, targets, strict=True)
        if a.name != b.name
    )
