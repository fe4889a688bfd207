"""SU(n): walled Brauer diagrams on V and V* with epsilons (arXiv:2206.12001).

Maps are complex linear. V* is the complex conjugate of V.
"""

from dataclasses import dataclass
from random import Random

from symc.algebra.expanded import expanded
from symc.algebra.families.orthogonal import constant_dimension
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import unit_algebra, units
from symc.algebra.sampling import unitary_matrix
from symc.algebra.walled import Oriented
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class SpecialUnitary:
    """The unitary maps of C^n of determinant 1."""

    name: str = "SU"
    summary: str = "SU(n): unitary maps of C^n of determinant 1; makes the model complex"
    example: str = "SU(2)"
    is_complex: bool = True

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no special unitary group."""
        return constant_dimension(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant is trivial."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """SU(1) does nothing."""
        return "permutation" if slot.label or group.size == 1 else "unitary"

    def dimension(self, group: Group, signature: Signature) -> int:
        """The sum of f^mu f^(mu + c^n), where there are cn more upper than lower slots."""
        return _oriented(group, signature).dimension

    def spanning(self, group: Group, signature: Signature) -> int:
        """The ways to choose the slots of c epsilons and to pair upper with lower slots."""
        return _oriented(group, signature).spanning

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Pairings of upper with lower slots; with an epsilon on n of the upper or the lower."""
        slots = _oriented(group, signature)
        power = len(slots.upper) - len(slots.lower)
        n = slots.size
        return slots.hom(f"exp(2 pi i/{n}) in SU({n}) acts by its power {power}")

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams; of products of epsilons where one is not enough."""
        if abs(_oriented(group, signature).epsilons or 0) > 1:
            return _oriented(group, signature).table(signature)
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """Opposite phases of two coordinates, and turns of neighbouring ones."""
        n = group.size
        assert isinstance(n, int)
        phases = (units(n, {(0, 0): "I", (1, 1): "-I"}),) if n > 1 else ()
        return Generators(algebra=(*phases, *unit_algebra((n, 0))))

    def sample(self, group: Group, random: Random) -> Element:
        """A Haar-random unitary matrix of determinant 1."""
        assert isinstance(group.size, int)
        return unitary_matrix(group.size, random, special=True)


def _oriented(group: Group, signature: Signature) -> Oriented:
    assert isinstance(group.size, int)
    return Oriented.of(signature, group.size, None)
