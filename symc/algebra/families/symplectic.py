"""Sp(2m): Brauer diagrams whose closed pairs take the form J (arXiv:2212.08630, arXiv:1504.02586).

Slots are ordered, and a closed pair a < b stands for sum q_a p_b - p_a q_b; wires that pass are
the identity. Matchings without m+1 nested arcs, LDS(w) <= 2m, are a basis; with the bottom slots
first on the line it has as few diagrams of every depth as a greedy one.
"""

from dataclasses import dataclass
from math import sqrt
from random import Random

from symc.algebra.brauer import in_order
from symc.algebra.counting import double_factorial, even_columns
from symc.algebra.diagrams import matchings, split
from symc.algebra.expanded import expanded
from symc.algebra.families.orthogonal import constant_dimension
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import units
from symc.algebra.sampling import exponential_of, gaussian
from symc.algebra.selection import involution, longest_increasing
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Symplectic:
    """The linear canonical transformations of coordinates (q1..qm, p1..pm)."""

    name: str = "Sp"
    summary: str = "Sp(2m): linear canonical transformations of (q1..qm, p1..pm)"
    example: str = "Sp(4)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no symplectic group."""
        match parameters:
            case (int() as n,) if n < 2:
                return f"Sp(2m) needs an even dimension of at least 2, and {n} is less"
            case (int() as n,) if n % 2:
                return f"Sp(2m) needs an even dimension, m positions and m momenta, and {n} is odd"
        return constant_dimension(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant is trivial."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Nothing is kept but the form."""
        return "permutation" if slot.label else "linear"

    def dimension(self, group: Group, signature: Signature) -> int:
        """The sum of f^lambda over lambda of N boxes, all columns even, at most 2m rows."""
        assert isinstance(group.size, int)
        return even_columns(signature.count(), group.size)

    def spanning(self, group: Group, signature: Signature) -> int:
        """(N-1)!! perfect matchings."""
        return double_factorial(signature.count())

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Perfect matchings without m+1 nested arcs."""
        size, bottom, points = group.size, signature.below, signature.count()
        assert isinstance(size, int)
        every = list(matchings(tuple(range(points))))
        few = [m for m in every if longest_increasing(_falling(m, points)) <= size]
        if points % 2:
            reason = f"no perfect matching of {points} slots: -1 in Sp({size}) acts by -1"
        elif len(few) == len(every):
            reason = f"every perfect matching of {points} slots: {len(every)} (k+l <= 2m)"
        else:
            reason = f"{len(few)} of {len(every)} matchings are independent at 2m = {size}"
        kept = tuple(split(m, bottom) for m in few)
        return Hom(in_order(kept), len(every), reason)

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams."""
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """Shears of neighbouring coordinates, and the first of p by q and of q by p."""
        assert isinstance(group.size, int)
        m = group.size // 2
        turns = (
            units(2 * m, {(i, j): "1", (m + j, m + i): "-1"})
            for low in range(m - 1)
            for i, j in ((low, low + 1), (low + 1, low))
        )
        ends = units(2 * m, {(0, m): "1"}), units(2 * m, {(m, 0): "1"})
        return Generators(algebra=(*ends, *turns))

    def sample(self, group: Group, random: Random) -> Element:
        """The exponential of a random element of the algebra, of norm 1."""
        assert isinstance(group.size, int)
        m = group.size // 2
        a, b, c = (gaussian(m, random) for _ in range(3))
        upper = [[*a[i], *(_mean(b, i, j) for j in range(m))] for i in range(m)]
        lower = [
            [*(_mean(c, i, j) for j in range(m)), *(-a[j][i] for j in range(m))] for i in range(m)
        ]
        return exponential_of([*upper, *lower])


def _falling(matching: tuple[tuple[int, ...], ...], points: int) -> list[int]:
    return [-slot for slot in involution(matching, points)]


def _mean(matrix: list[list[float]], i: int, j: int) -> float:
    return (matrix[i][j] + matrix[j][i]) / sqrt(2)
