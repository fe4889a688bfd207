"""Stages of operations along graphs and of geometry."""

from symc.ir.graphs import Collect, Gather, Scatter, Spread
from symc.ir.model import Node, Value
from symc.ir.parameters import Scale, Vector, Weight
from symc.ir.plan import Column, Derive, Mix, Perform, Row, Stage, Step
from symc.ir.spatial import Cross, Dense, Direction, Dot, Gradient, Length, Radial
from symc.schedule.frames import Tensor, tensor
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
    width = sum(target.part.channels for target in targets)
    columns = tuple(
        Column(target.flat, target.part.channels, (tuple(range(len(target.frame.axes))),))
        for target in targets
    )
    fan_in = sum(row.channels for row in rows)
    weight = Weight(
        names.weight(f"{node.name}_weight"),
        (fan_in,),
        tuple(column.channels for column in columns),
        (Scale(width, fan_in * op.gain),),
    )
    bias = Vector(names.weight(f"{node.name}_bias"), width, "zeros")
    level = tuple(
        (g, k) for g, k in zip(sources[0].frame.groups, sources[0].frame.orders, strict=True)
    )
    mix = Mix(level, rows, weight, bias, columns, inputs[0].name, 0)
    steps: list[Step] = [s.arrange() for s in _distinct(sources) if not s.is_arranged]
    steps += [mix, *(t.restore() for t in targets if not t.is_arranged)]
    return Stage(node.name, node.text, (weight, bias), tuple(steps), ())


def _distinct(tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return tuple(dict.fromkeys(tensors))
