"""What a model with levels has beside the operations of an exact one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from symc.ir.model import Combine, Linear, Model

if TYPE_CHECKING:
    from symc.ir.plan import Stage


@dataclass(frozen=True, slots=True)
class Loose:
    """The nodes of a model that loosen operands of products, and the values they stand for."""

    nodes: frozenset[str]
    stands_for: dict[str, str]


def loose(model: Model) -> Loose:
    """What stands in a model for the levels of its products alone."""
    nodes: set[str] = set()
    broken: set[str] = set()
    stands_for: dict[str, str] = {}
    for node in model.nodes:
        if isinstance(node.op, Linear) and node.op.residual:
            nodes.add(node.name)
            broken |= {value.name for value in node.outputs}
        elif isinstance(node.op, Combine) and broken & set(node.inputs):
            nodes.add(node.name)
            (made,) = node.outputs
            stands_for[made.name] = node.inputs[0]
    return Loose(frozenset(nodes), stands_for)


def bands_of(stage: "Stage") -> frozenset[str]:
    """The parameters of a layer that break symmetries."""
    layer = stage.layer
    if layer is None:
        return frozenset()
    found = (band for mixed in layer.mixed for whole in mixed.whole for band in whole.bands)
    return frozenset(band.name for band in found if band is not None)
