"""Every basis of a module, exact: which maps there are between each pair of tensors, and why.

The basis between two tensors is the product of one basis per group (or per tree of groups within
one another); only the factors are kept here. A factor is made of diagrams, or, for groups that are
folded into the channels, of exact tensors.
"""

from dataclasses import dataclass

from symc.ir.diagram import Diagram
from symc.ir.model import Model, Node
from symc.ir.symmetry import Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Factor:
    """The maps of some groups between their axes, out of `spanning` diagrams, and why so.

    A map is one diagram for each of the groups, of which there are several where groups act within
    one another or where axes of all of them are exchanged together.
    """

    groups: tuple[Group, ...]
    maps: tuple[tuple[Diagram, ...], ...]
    spanning: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """The maps of folded groups: exact tensors on all their axes, group by group."""

    groups: tuple[Group, ...]
    tensors: Tensors


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
    ties: tuple[Tie, ...]
    fixed: int
    dimension: int


@dataclass(frozen=True, slots=True)
class Basis:
    """The bases of one linear or bilinear node; pairs without a map are left out.

    The axes of the groups in `folded` are treated like constant plain axes, with shared weights;
    `reasons` says why. Each part is one irrep of every group in `by_irrep`, and maps are between
    equal ones. `by_frequency` mixes the one axis of C(n) of every part in Fourier space.
    """

    node: Node
    pairs: tuple[Pair, ...]
    folded: tuple[Group, ...]
    reasons: tuple[str, ...]
    by_frequency: bool = False
    by_irrep: tuple[Group, ...] = ()


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
