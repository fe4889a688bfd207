"""Inputs that do not transform: a parameter, spread over the batch."""

from symc.ir.breakers import Feed, Offer
from symc.ir.model import Node, Value
from symc.ir.parameters import Vector
from symc.ir.plan import Stage
from symc.schedule.names import Names


def offer(node: Node, feed: Feed, source: Value, names: Names) -> Stage:
    """The stage that makes the inputs of one line of a spec."""
    (target,) = node.outputs
    assert isinstance(feed.group.size, int)
    vectors = Vector(names.weight(node.name), feed.group.size * feed.count, "small")
    axes = len(source.part.axes) + (source.part.multiplicity is not None)
    step = Offer(source.name, axes, target.name, target.part, vectors, feed.drop)
    return Stage(node.name, str(feed), (vectors,), (step,), ())
