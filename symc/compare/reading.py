"""A model while it is read: the terms of its values, and its layers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from symc.compare.ends import Ended
from symc.compare.matching import Layer, head_of
from symc.compare.places import Ports
from symc.compare.strands import End
from symc.compare.terms import PLAIN, Channels, Sites, Terms, computed
from symc.ir.model import Gate, Model, Node, Value
from symc.ir.symmetry import Part


@dataclass(slots=True)
class Side:
    """One model while it is read: the terms of its values, and its layers."""

    model: Model
    sites: Sites
    ports: dict[str, Ports]
    parts: dict[str, Part] = field(default_factory=dict)
    terms: dict[str, Channels] = field(default_factory=dict)
    layers: dict[str, Layer] = field(default_factory=dict)
    gated: dict[str, Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parts = {value.name: value.part for value in self.model.values}
        gates = (node.inputs for node in self.model.nodes if isinstance(node.op, Gate))
        self.gated = {gate: self.parts[of] for of, gate in gates}

    def layer(self, node: Node) -> Layer:
        """A layer as it is read here."""
        reads = tuple(self.terms[name] for name in node.inputs)
        left = self.ports.get(node.name)
        needed = tuple(range(len(reads))) if left is None else left.inputs
        outputs = tuple(End(value.part, self.gated.get(value.name)) for value in node.outputs)
        return Layer(node, reads, outputs, needed, head_of(node, self.parts, self.sites))

    def used(self, layer: Layer) -> tuple[int, ...]:
        """Those of the outputs of a layer that anything is made of."""
        left = self.ports.get(layer.node.name)
        return tuple(range(len(layer.outputs))) if left is None else left.outputs

    def name(self, outputs: Sequence[Value], channels: Sequence[Channels]) -> None:
        """What outputs are."""
        self.terms |= {value.name: each for value, each in zip(outputs, channels, strict=True)}


def give(first: Side, second: Side, found: Ended, terms: Terms) -> None:
    """The terms of arguments."""
    for a, b, runs in found.arguments:
        for value in a.values:
            channels = range(value.part.channels)
            first.terms[value.name] = tuple(
                terms.of(("argument", value.name, c), ()) for c in channels
            )
        made = [[terms.fresh()] * value.part.channels for value in b.values]
        for run in runs:
            source = first.terms[a.values[run.old].name]
            made[run.new][run.begin : run.begin + run.length] = source[
                run.start : run.start + run.length
            ]
        second.name(b.values, [tuple(each) for each in made])


def read(side: Side, node: Node, terms: Terms) -> None:
    """An operation of the old model."""
    if isinstance(node.op, PLAIN):
        inputs = tuple(side.terms[name] for name in node.inputs)
        side.name(node.outputs, computed(node, inputs, side.parts, side.sites, terms))
        return
    side.layers[node.name] = side.layer(node)
    side.name(node.outputs, made_by(node, terms))


def made_by(node: Node, terms: Terms) -> list[Channels]:
    """The terms of what an old layer makes."""
    return [
        tuple(terms.of(("layer", node.name, place, c), ()) for c in range(value.part.channels))
        for place, value in enumerate(node.outputs)
    ]
