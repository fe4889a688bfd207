"""Every basis of a module, exact: which maps there are between each pair of tensors, and why.

The basis between two tensors is the product of one basis per group; only the factors are kept here.
"""

from dataclasses import dataclass

from symc.ir.diagram import Hom
from symc.ir.model import Model, Node
from symc.ir.symmetry import Group


@dataclass(frozen=True, slots=True)
class Factor:
    """The maps of one group between some of its axes."""

    group: Group
    hom: Hom


@dataclass(frozen=True, slots=True)
class Pair:
    """All maps from one source to output `target`.

    `sources` are positions among the node's inputs: one for a linear map, two for a bilinear one,
    none for the constant. `fixed` counts the pairs of entries of constant plain axes, which are
    treated as channels; `dimension` counts maps per channel pair.
    """

    sources: tuple[int, ...]
    target: int
    factors: tuple[Factor, ...]
    fixed: int
    dimension: int


@dataclass(frozen=True, slots=True)
class Basis:
    """The bases of one linear or bilinear node; pairs without a map are left out."""

    node: Node
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """A model with the bases of its linear and bilinear nodes."""

    model: Model
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """All solved models of one file."""

    name: str
    text: str
    models: tuple[Solved, ...]

    def __str__(self) -> str:
        from symc.ir.drawing import draw_solution

        return draw_solution(self)
