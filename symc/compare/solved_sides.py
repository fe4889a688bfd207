"""Linear and bilinear layers of one model, as they are compared."""

from dataclasses import dataclass, replace

from symc.compare.places import Ports
from symc.compare.probes import Ends, Probe, mixing_of, probe
from symc.ir.model import Bilinear, Model, Node, Value
from symc.ir.plan import Stage
from symc.ir.solution import Basis


@dataclass(frozen=True, slots=True)
class Side:
    """A layer of one model: as written, its basis, its stage and its probe."""

    node: Node
    basis: Basis
    stage: Stage
    probe: Probe

    @property
    def ports(self) -> Ports:
        """What is left of its ends."""
        return self.probe.ports

    @property
    def split(self) -> int:
        """The place of the first right operand; 0 of a linear layer."""
        return self.node.op.split if isinstance(self.node.op, Bilinear) else 0

    @property
    def mixing(self) -> int:
        """How many of its parameters mix channels before the product."""
        return mixing_of(self.basis)

    def channels(self, ends: Ends, model: Model) -> tuple[int, ...]:
        """The numbers of channels of what a map is between."""
        parts = {value.name: value.part for value in model.values}
        inputs = [parts[self.node.inputs[i]].channels for i in ends[0]]
        last = self.node.outputs[ends[1]].part.channels
        return (last,) if self.mixing else (*inputs, last)


def side(node: Node, basis: Basis, stage: Stage, model: Model, left: Ports) -> Side:
    """A layer, with its probe."""
    return Side(node, basis, stage, probe(basis, model, left))


def is_equal(first: Side, second: Side) -> bool:
    """Whether two layers have one basis, and lay out their weights alike, whatever their names."""
    bases = [
        replace(each.basis, node=_bare(each.basis.node), reasons=()) for each in (first, second)
    ]
    texts = [each.probe.text for each in (first, second)]
    return bases[0] == bases[1] and first.ports == second.ports and texts[0] == texts[1]


def _bare(node: Node) -> Node:
    """A node without names, and its types without multiplicities, which are compared elsewhere."""
    outputs = tuple(Value("", value.part) for value in node.outputs)
    return replace(node, name="", inputs=("",) * len(node.inputs), outputs=outputs)
