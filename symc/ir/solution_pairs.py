"""The basis between two tensors: one factor or tie per group, or per tree of groups."""

from dataclasses import dataclass

from symc.ir.diagram import Diagram
from symc.ir.symmetry import Group
from symc.ir.tensors import Banded, Tensors


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
    tensors: Tensors | Banded


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
