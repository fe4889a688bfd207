"""C(n): turns of the n-gon, which permute its corners; bases are orbits of index tuples."""

from dataclasses import dataclass
from random import Random

from symc.algebra import finite
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.finite import Regular
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Cyclic:
    """The turns of the n-gon; r sends corner i to corner i + 1."""

    name: str = "C"
    summary: str = "C(n): turns of the n-gon, permuting its corners"
    example: str = "C(8)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no cyclic group."""
        return finite.constant_size(self.name, "corner", parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The characters have size 1; the regular representation has the n turns."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Corners are permuted; the sign is a sign for even n."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """n^(N-1): no turn but 1 fixes a corner; without axes 1, or 0 under the sign."""
        size, points = group.size, signature.count()
        assert isinstance(size, int)
        if signature.count("regular"):
            return finite.dimension(group, signature)
        if points:
            return int(size ** (points - 1))
        twists = signature.count("sign") + signature.count("det")
        return 0 if twists % 2 and size % 2 == 0 else 1

    def spanning(self, group: Group, signature: Signature) -> int:
        """The number of index tuples."""
        return finite.spanning(group, signature)

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """There are no diagrams."""
        return None

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The orbits of index tuples."""
        return finite.tensors(group, signature)

    def generators(self, group: Group) -> Generators:
        """The turn by one corner."""
        assert isinstance(group.size, int)
        return Generators(permutations=((*range(1, group.size), 0),))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random turn."""
        n = group.size
        assert isinstance(n, int)
        by = random.randrange(n)
        return finite.matrix(tuple((i + by) % n for i in range(n)))

    def order(self, group: Group) -> int:
        """The n turns."""
        assert isinstance(group.size, int)
        return group.size

    def regular(self, group: Group) -> Regular:
        """1, r, r^2, ..."""
        assert isinstance(group.size, int)
        return Regular(powers("r", group.size), self.generators(group).permutations)


def powers(letter: str, count: int) -> tuple[str, ...]:
    """The names of the powers of an element.

    >>> powers("r", 4)
    ('1', 'r', 'r^2', 'r^3')
    """
    return ("1", letter, *(f"{letter}^{k}" for k in range(2, count)))[:count]
