"""Weights that vary over finite groups: one vector for each group, shared by all inputs."""

from symc.algebra.elements import order_of
from symc.algebra.relaxed import effects, varied
from symc.ir.model import Node, Value
from symc.ir.parameters import Vector
from symc.ir.plan import Stage
from symc.ir.relaxed import Over, Relax, Vary
from symc.ir.symmetry import Group
from symc.schedule.names import Names


def vary(node: Node, op: Relax, inputs: tuple[Value, ...], names: Names) -> Stage:
    """The stage that multiplies every input of a layer by weights on the elements of groups."""
    weights = {group: _weights(node, op, group, names) for group in op.groups}
    steps = tuple(
        Vary(
            source.name,
            target.name,
            source.part,
            target.part,
            op.rank,
            tuple(_over(source, group, weights[group]) for group in varied(source.part)),
        )
        for source, target in zip(inputs, node.outputs, strict=True)
    )
    return Stage(node.name, node.text, tuple(weights.values()), steps, ())


def _weights(node: Node, op: Relax, group: Group, names: Names) -> Vector:
    order = order_of(group)
    assert order is not None
    name = names.weight(f"{node.name}_{group.name.lower()}")
    return Vector(name, op.rank * order, "ones")


def _over(source: Value, group: Group, weights: Vector) -> Over:
    axes = source.part.axes
    places = tuple(i for i, axis in enumerate(axes) if axis.group == group)
    return Over(weights, effects(group, tuple(axes[i] for i in places)), places)
