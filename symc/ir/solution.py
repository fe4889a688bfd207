"""Every basis of a module, exact: which maps there are between each pair of tensors, and why.

The basis between two tensors is the product of one basis per group (or per tree of groups within
one another); only the factors are kept here. A factor is made of diagrams, or, for groups that are
folded into the channels, of exact tensors.
"""

from dataclasses import dataclass

from symc.ir.bands import Graded
from symc.ir.model import Model, Node
from symc.ir.solution_pairs import Factor, Pair, Tie
from symc.ir.symmetry import Group

__all__ = ["Basis", "Factor", "Pair", "Solution", "Solved", "Tie"]


@dataclass(frozen=True, slots=True)
class Basis:
    """The bases of one linear or bilinear node; pairs without a map are left out.

    The axes of the groups in `folded` are treated like constant plain axes, with shared weights;
    `reasons` says why. Each part is one irrep of every group in `by_irrep`, and maps are between
    equal ones. `by_frequency` mixes the one axis of C(n) of every part in Fourier space. `graded`
    is there where a symmetry is not exact.
    """

    node: Node
    pairs: tuple[Pair, ...]
    folded: tuple[Group, ...]
    reasons: tuple[str, ...]
    by_frequency: bool = False
    by_irrep: tuple[Group, ...] = ()
    graded: Graded | None = None


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
