"""SL(n): walled Brauer diagrams on V and V* with epsilons (arXiv:2206.12001)."""

from dataclasses import dataclass
from random import Random

from symc.algebra.expanded import expanded
from symc.algebra.families.general_linear import shears
from symc.algebra.families.orthogonal import constant_dimension
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.sampling import exponential_of, gaussian
from symc.algebra.walled import Oriented
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class SpecialLinear:
    """The linear maps of R^n that keep the volume."""

    name: str = "SL"
    summary: str = "SL(n): linear maps of R^n of determinant 1"
    example: str = "SL(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no special linear group."""
        return constant_dimension(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant is trivial."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """SL(1) does nothing."""
        return "permutation" if slot.label or group.size == 1 else "linear"

    def dimension(self, group: Group, signature: Signature) -> int:
        """The sum of f^mu f^(mu + c^n), where there are cn more upper than lower slots."""
        return _oriented(group, signature).dimension

    def spanning(self, group: Group, signature: Signature) -> int:
        """The ways to choose the slots of c epsilons and to pair upper with lower slots."""
        return _oriented(group, signature).spanning

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Pairings of upper with lower slots; with an epsilon on n of the upper or the lower."""
        slots = _oriented(group, signature)
        return slots.hom(f"epsilon takes {slots.size} at once")

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams; of products of epsilons where one is not enough."""
        if abs(_oriented(group, signature).epsilons or 0) > 1:
            return _oriented(group, signature).table(signature)
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """Shears of neighbouring coordinates."""
        assert isinstance(group.size, int)
        return Generators(algebra=shears(group.size))

    def sample(self, group: Group, random: Random) -> Element:
        """The exponential of a random matrix of trace 0 and norm 1."""
        assert isinstance(group.size, int)
        n, matrix = group.size, gaussian(group.size, random)
        trace = sum(matrix[i][i] for i in range(n))
        return exponential_of(
            [[a - trace / n * (i == j) for j, a in enumerate(row)] for i, row in enumerate(matrix)]
        )


def _oriented(group: Group, signature: Signature) -> Oriented:
    assert isinstance(group.size, int)
    return Oriented.of(signature, group.size, None)
