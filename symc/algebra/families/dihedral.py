"""D(n): turns and mirrors of the n-gon, which permute its corners; bases are orbits.

Also for n = 1 and n = 2, where a mirror moves no corner, there are 2n elements.
"""

from dataclasses import dataclass
from random import Random

from symc.algebra import finite
from symc.algebra.closure import parity
from symc.algebra.families.cyclic import powers
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.finite import Regular
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Dihedral:
    """The symmetries of the n-gon; r sends corner i to i + 1, and m sends i to -i."""

    name: str = "D"
    summary: str = "D(n): turns and mirrors of the n-gon, permuting its corners"
    example: str = "D(4)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no dihedral group."""
        return finite.constant_size(self.name, "corner", parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The characters have size 1; the regular representation has 2n elements."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Corners are permuted."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """The mean over 1, the other turns, which fix nothing, and the mirrors.

        For odd n every mirror fixes one corner; for even n half of them fix two, half none.
        """
        n, points = group.size, signature.count()
        assert isinstance(n, int)
        if signature.count("regular"):
            return finite.dimension(group, signature)
        twisted = (signature.count("sign") + signature.count("det")) % 2
        turn, mirror = (parity(g) ** twisted for g in self.generators(group).permutations)
        total = sum(turn**k * (n if k == 0 else 0) ** points for k in range(n))
        for k in range(n):
            fixed = 1 if n % 2 else 2 * (k % 2 == 0)
            total += mirror * turn**k * fixed**points
        assert total % (2 * n) == 0
        return int(total // (2 * n))

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
        """The turn r by one corner and the mirror m through corner 0."""
        n = group.size
        assert isinstance(n, int)
        return Generators(permutations=((*range(1, n), 0), tuple(-i % n for i in range(n))))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random turn, with a mirror or without."""
        n = group.size
        assert isinstance(n, int)
        by, way = random.randrange(n), random.choice((1, -1))
        return finite.matrix(tuple((by + way * i) % n for i in range(n)))

    def order(self, group: Group) -> int:
        """n turns and n mirrors."""
        assert isinstance(group.size, int)
        return 2 * group.size

    def regular(self, group: Group) -> Regular:
        """1, r, r^2, ..., m, mr, mr^2, ...; r m = m r^-1."""
        n = group.size
        assert isinstance(n, int)
        turns = powers("r", n)
        mirrors = ("m", *(f"m{turn}" for turn in turns[1:]))
        turn = tuple((k + 1) % n if k < n else n + (k - 1) % n for k in range(2 * n))
        mirror = tuple((k + n) % (2 * n) for k in range(2 * n))
        return Regular((*turns, *mirrors), (turn, mirror))
