"""Which groups move anything that a model reads or gives, as the exact bases say."""

from symc.ir.model import Model
from symc.ir.symmetry import Group
from symc.verify.acting import movers
from symc.verify.edges import order_of


def is_heard(live: Model, group: Group) -> bool:
    """Whether a group moves edges, a result, or an argument that some layer reads.

    `live` is the model with what no result depends on left out: where a layer has no map from an
    argument, it does not read it.
    """
    if live.surface is not None or group in map(order_of, live.graphs):
        return True
    read = {name for node in live.nodes for name in node.inputs} | set(live.result.values)
    moved = {v.name for v in live.values if v.name in read and group in movers((v.part,))}
    given = {value.name for argument in live.arguments for value in argument.values}
    return bool(moved & (given | set(live.result.values)))
