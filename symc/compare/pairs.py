"""Layers of two models in pairs, and what else is to be known of the models."""

from dataclasses import dataclass

from symc.compare.couplings import Linked
from symc.compare.strands import Run
from symc.ir.model import Node


@dataclass(frozen=True, slots=True)
class Pair:
    """A layer of both models, with the channels that both have; of products also the paths.

    A layer whose outputs are the weights of a product is `given` to it: its channels are those of
    the paths. A bilinear layer that is `swapped` reads on the left what the old one read on the
    right.
    """

    old: Node
    new: Node
    inputs: tuple[Run, ...]
    outputs: tuple[Run, ...]
    linked: Linked | None = None
    given: bool = False
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """Layers in pairs, layers of the new model alone, and lengths at which to compare them.

    `loosened` says that the new model has operands of products that break symmetries; `notes` say
    where arguments and results hold their numbers in another order, and `wider` what has channels
    that the old model had not. `lengths` say where one takes any number and the other does not.
    """

    pairs: tuple[Pair, ...]
    alone: tuple[Node, ...]
    sizes: dict[str, int]
    loosened: bool
    notes: tuple[str, ...]
    wider: tuple[str, ...]
    lengths: tuple[str, ...] = ()
