"""Stages of operations along graphs and of geometry."""

from fractions import Fraction

from symc.ir.graphs import Collect, Gather, Scatter, Spread
from symc.ir.model import Node, Value
from symc.ir.parameters import Scale, Vector, Weight
from symc.ir.plan import Column, Derive, Mix, Perform, Row, Stage, Step
from symc.ir.spatial import Cross, Dense, Direction, Dot, Gradient, Length, Radial
from symc.ir.symmetry import Part
from symc.schedule.frames import tensor
from symc.schedule.names import Names

SPARSE = (
    Gather | Scatter | Collect | Spread | Length | Direction | Dot | Cross | Radial | Dense
) | Gradient


def sparse(node: Node, inputs: tuple[Value, ...], names: Names) -> Stage:
    """The stage of one node."""
    match node.op:
        case Dense():
            return _dense(node, node.op, inputs, names)
        case Gradient():
            energy, *by = inputs
            targets = tuple(value.name for value in node.outputs)
            parts = tuple(value.part for value in node.outputs)
            derive = Derive(energy.name, tuple(value.name for value in by), targets, parts)
            return Stage(node.name, node.text, (), (derive,), ())
        case (
            Gather() | Scatter() | Collect() | Spread() | Length() | Direction() | Dot() | Cross()
        ) | Radial():
            first, (made,) = inputs[0], node.outputs
            step = Perform(
                node.op,
                tuple(value.name for value in inputs),
                made.name,
                first.part,
                first.each,
                made.part,
                made.each,
            )
            return Stage(node.name, node.text, (), (step,), ())
    raise AssertionError(node.op)


def _dense(node: Node, op: Dense, inputs: tuple[Value, ...], names: Names) -> Stage:
    """Channels of all inputs side by side, times a matrix, plus a bias, cut into the outputs."""
    groups = tuple(dict.fromkeys(g for value in inputs for g in value.part.groups))
    sources = tuple(tensor(value, groups) for value in inputs)
    targets = tuple(tensor(value, groups) for value in node.outputs)
    rows = tuple(Row(source.flat, source.part.channels) for source in sources)
    columns = tuple(
        Column(target.flat, target.part.channels, (tuple(range(len(target.frame.axes))),))
        for target in targets
    )
    parts = tuple(value.part for value in inputs)
    made = tuple(column.channels for column in columns)
    weight, bias = dense_parameters(node.name, parts, made, op.gain, names)
    level = tuple(
        (g, k) for g, k in zip(sources[0].frame.groups, sources[0].frame.orders, strict=True)
    )
    mix = Mix(level, rows, weight, bias, columns, inputs[0].name, 0)
    steps: list[Step] = [s.arrange() for s in dict.fromkeys(sources) if not s.is_arranged]
    steps += [mix, *(t.restore() for t in targets if not t.is_arranged)]
    return Stage(node.name, node.text, (weight, bias), tuple(steps), ())


def dense_parameters(
    name: str, parts: tuple[Part, ...], made: tuple[int, ...], gain: Fraction, names: Names
) -> tuple[Weight, Vector]:
    """The matrix and the bias of a layer from these parts to so many channels."""
    fan_in = sum(part.channels for part in parts)
    scales = (Scale(sum(made), fan_in * gain),)
    weight = Weight(names.weight(f"{name}_weight"), (fan_in,), made, scales)
    return weight, Vector(names.weight(f"{name}_bias"), sum(made), "zeros")
