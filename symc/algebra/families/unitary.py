"""U(n): walled Brauer diagrams on V and V* (arXiv:2206.12001); with epsilons for determinants.

Maps are complex linear. V* is the complex conjugate of V, and det* of det.
"""

from dataclasses import dataclass
from random import Random

from symc.algebra.expanded import expanded
from symc.algebra.families.orthogonal import constant_dimension
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import unit_algebra, units
from symc.algebra.sampling import unitary_matrix
from symc.algebra.walled import Oriented, twist_of
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Unitary:
    """The unitary maps of C^n."""

    name: str = "U"
    summary: str = "U(n): unitary maps of C^n; makes the model complex"
    example: str = "U(2)"
    is_complex: bool = True

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no unitary group."""
        return constant_dimension(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant and the trivial character have size 1."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """The determinant is a phase."""
        return "permutation" if slot.label == "trivial" else "unitary"

    def dimension(self, group: Group, signature: Signature) -> int:
        """The sum of f^mu f^(mu + c^n), with c epsilons to make up for the determinants."""
        return _oriented(group, signature).dimension

    def spanning(self, group: Group, signature: Signature) -> int:
        """The ways to choose the slots of c epsilons and to pair upper with lower slots."""
        return _oriented(group, signature).spanning

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Pairings of upper with lower slots; with an epsilon for one determinant."""
        slots = _oriented(group, signature)
        power = len(slots.upper) - len(slots.lower) - slots.size * twist_of(signature)
        return slots.hom(f"a phase z in U({slots.size}) acts by z^{power}")

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams; of products of epsilons where one is not enough."""
        if abs(_oriented(group, signature).epsilons or 0) > 1:
            return _oriented(group, signature).table(signature)
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """The phase of one coordinate, and turns of neighbouring ones."""
        n = group.size
        assert isinstance(n, int)
        return Generators(algebra=(units(n, {(0, 0): "I"}), *unit_algebra((n, 0))))

    def sample(self, group: Group, random: Random) -> Element:
        """A Haar-random unitary matrix."""
        assert isinstance(group.size, int)
        return unitary_matrix(group.size, random)


def _oriented(group: Group, signature: Signature) -> Oriented:
    assert isinstance(group.size, int)
    return Oriented.of(signature, group.size, twist_of(signature))
