"""Products with spherical harmonics in the frame of their vector: `algorithm = so2`.

There the vector is the polar axis, its harmonics of degree l are sqrt(2l + 1) in order 0 and 0 in
all others, and a path couples order m only to m and -m: Passaro and Zitnick, "Reducing SO(3)
convolutions to SO(2)" (2023). With x turned there and z back this is the same function, with the
same weights. Along edges x is turned as it is read and z as it is summed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate

from symc.algebra.irrep_paths import components, coupled_axes, spin
from symc.ir.coupling import Coupling
from symc.ir.irrep_product import (
    Align,
    Assemble,
    IrrepPath,
    Multiply,
    Operand,
    Piece,
    Poles,
    Rows,
    TensorProduct,
    Turn,
)
from symc.ir.model import Harmonics, Model, Node, Value
from symc.ir.plan import Step
from symc.ir.symmetry import Part
from symc.schedule.names import Names
from symc.schedule.turning import turning

Values = tuple[Value, ...]
Weighed = tuple[Rows | None, Rows | None]
"""Weights of the blocks of x, where they are turned, and of those of z."""


def at_poles(paths: tuple[IrrepPath, ...]) -> tuple[IrrepPath, ...]:
    """The same paths with order 0 of their harmonics alone, as copies of one number."""
    return tuple(IrrepPath(p.x, 0, p.y, p.z, at_pole(p.coupling)) for p in paths)


def poles_of(node: Node, y: Values, names: Names) -> Value:
    """The harmonics of order 0 of all degrees, as channels."""
    axes = tuple(axis for axis in y[0].part.axes if axis not in coupled_axes(y[0].part))
    return Value(names.fresh(f"{node.name}_poles"), Part(axes, len(y)), y[0].each)


def in_frame(
    node: Node,
    steps: tuple[Step, ...],
    x: Values,
    y: Values,
    poles: Value,
    direction: Value,
    names: Names,
    weighed: Mapping[str, Weighed] | None = None,
) -> tuple[Step, ...]:
    """The steps of a product with those that go to the frame and back around them.

    `weighed` has the weights of blocks by what is made of them.
    """
    op = node.op
    assert isinstance(op, TensorProduct)
    weighed = weighed or {}
    frames = names.fresh(f"{node.name}_rotations")
    turned = [step for each in steps for step in _there(node, each, frames, names, weighed)]
    if op.mode == "full" and op.algorithm == "so2":
        made = _back_of_outputs(node, turned, frames, names)
    else:
        made = _back_of_products(node, turned, frames, names, weighed)
    most = max(spin(value.part) for value in (*x, *node.outputs))
    align = Align(direction.name, direction.part, max(most, 1), frames)
    degrees = tuple(spin(value.part) for value in y)
    upright = Poles(direction.name, direction.part, degrees, poles.name)
    return (align, upright, *made)


def _there(
    node: Node, step: Step, frames: str, names: Names, weighed: Mapping[str, Weighed]
) -> list[Step]:
    """A product with what it reads turned, once for every edge."""
    op = node.op
    assert isinstance(op, TensorProduct)
    if not isinstance(step, Multiply):
        return [step]
    lengths = _lengths((path.x, path.sizes[0]) for path in step.form.paths)
    weight, _ = weighed.get(step.target, (None, None))
    form = turning(lengths, step.form.channels, weight, back=False, indexed=bool(op.edges))
    target = names.fresh(f"{node.name}_turned")
    turn = Turn(form, f"{node.name}_turn", step.x, frames, target, op.edges, op.end, weight)
    inside = replace(step.form, indexed=False)
    return [turn, replace(step, form=inside, x=((target, None),), edges="")]


def _back_of_products(
    node: Node, steps: list[Step], frames: str, names: Names, weighed: Mapping[str, Weighed]
) -> list[Step]:
    """Channels that stay apart: all that a product makes is turned back at once."""
    out: list[Step] = []
    for step in steps:
        if not isinstance(step, Multiply):
            out.append(step)
            continue
        framed = names.fresh(f"{node.name}_framed")
        lengths = _lengths((path.z, path.sizes[2]) for path in step.form.paths)
        out.append(replace(step, target=framed))
        ends = (((framed, None),), step.target)
        _, weight = weighed.get(step.target, (None, None))
        out.append(_back(node, lengths, step.form.channels, frames, *ends, weight))
    return out


def _back_of_outputs(node: Node, steps: list[Step], frames: str, names: Names) -> list[Step]:
    """Channels that are mixed: what comes of them is turned back, all of one number at once."""
    out: list[Step] = []
    mixed: dict[int, list[tuple[Assemble, str]]] = {}
    for step in steps:
        if isinstance(step, Assemble):
            framed = names.fresh(f"{step.target}_framed")
            mixed.setdefault(step.part.channels, []).append((step, framed))
            step = replace(step, target=framed, framed=True)
        out.append(step)
    for channels, both in mixed.items():
        lengths = tuple(components(step.part) for step, _ in both)
        sources = tuple((framed, step.part) for step, framed in both)
        target = names.fresh(f"{node.name}_back")
        out.append(_back(node, lengths, channels, frames, sources, target))
        starts = accumulate(lengths, initial=0)
        for (step, _), start in zip(both, starts, strict=False):
            piece = Piece(target, start, 1, channels)
            out.append(Assemble((piece,), step.target, step.part, None))
    return out


def _back(
    node: Node,
    lengths: tuple[int, ...],
    channels: int,
    frames: str,
    sources: tuple[Operand, ...],
    target: str,
    weight: Rows | None = None,
) -> Turn:
    op = node.op
    assert isinstance(op, TensorProduct)
    form = turning(lengths, channels, weight, back=True, indexed=bool(op.edges))
    name = f"{node.name}_back"
    return Turn(form, name, sources, frames, target, op.edges, op.end, weight)


def _lengths(blocks: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Of blocks in order, each by its first component and its length."""
    return tuple(length for _, length in sorted(set(blocks)))


def unneeded(model: Model) -> frozenset[str]:
    """The nodes of harmonics that nothing reads but products in their frames, which need none."""
    read = set(model.result.values)
    for node in model.nodes:
        start, stop = 0, 0
        if isinstance(node.op, TensorProduct) and node.op.is_framed:
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
