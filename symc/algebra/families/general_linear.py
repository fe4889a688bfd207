"""GL(n): walled Brauer diagrams on V and V* (arXiv:2206.12001); with epsilons for determinants.

Linear layers see the Zariski closure only: those of GL(n) and of its part of positive determinant
agree, also on determinants.
"""

from dataclasses import dataclass
from random import Random

from symc.algebra.expanded import expanded
from symc.algebra.families.orthogonal import constant_dimension
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import units
from symc.algebra.sampling import exponential_of, gaussian
from symc.algebra.walled import Oriented, twist_of
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group, Matrix
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class GeneralLinear:
    """All invertible linear maps of R^n."""

    name: str = "GL"
    summary: str = "GL(n): all invertible linear maps of R^n"
    example: str = "GL(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no general linear group."""
        return constant_dimension(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant and the trivial character have size 1."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Nothing is kept; the determinant is any number but 0."""
        return "permutation" if slot.label == "trivial" else "linear"

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
        return slots.hom(f"a number t in GL({slots.size}) acts by t^{power}")

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams; of products of epsilons where one is not enough."""
        if abs(_oriented(group, signature).epsilons or 0) > 1:
            return _oriented(group, signature).table(signature)
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """One reflection, a stretch of one coordinate, and shears of neighbouring ones."""
        n = group.size
        assert isinstance(n, int)
        flip = (~0, *range(1, n))
        algebra = (units(n, {(0, 0): "1"}), *shears(n))
        return Generators(permutations=(flip,), algebra=algebra)

    def sample(self, group: Group, random: Random) -> Element:
        """The exponential of a random matrix of norm 1, with a reflection or without."""
        assert isinstance(group.size, int)
        rows = exponential_of(gaussian(group.size, random))
        return (tuple(-a for a in rows[0]), *rows[1:]) if random.random() < 0.5 else rows


def _oriented(group: Group, signature: Signature) -> Oriented:
    assert isinstance(group.size, int)
    return Oriented.of(signature, group.size, twist_of(signature))


def shears(n: int) -> tuple[Matrix, ...]:
    """Shears of neighbouring coordinates, which generate sl(n).

    >>> shears(2)
    ((('0', '1'), ('0', '0')), (('0', '0'), ('1', '0')))
    """
    return tuple(units(n, {place: "1"}) for i in range(n - 1) for place in ((i, i + 1), (i + 1, i)))
