"""A(n): partition diagrams, and orbits where there are more maps (arXiv:2301.10152)."""

from dataclasses import dataclass
from math import factorial
from random import Random

from symc.algebra import finite
from symc.algebra.closure import parity
from symc.algebra.counting import bell, stirling
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.set_partitions import partition_hom
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Alternating:
    """The even permutations of n points."""

    name: str = "A"
    summary: str = "A(n): even permutations of n points"
    example: str = "A(4)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no alternating group."""
        return finite.constant_size(self.name, "point", parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The characters have size 1; the regular representation has n!/2 elements."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Points are permuted; the sign is trivial."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """S(n)'s maps, and one for each partition into n or n - 1 blocks.

        An orbit of tuples with so many distinct values is fixed by no odd permutation, so that
        it is two orbits of A(n).
        """
        size, points = group.size, signature.count()
        assert isinstance(size, int)
        if signature.count("regular"):
            return finite.dimension(group, signature)
        extra = stirling(points, size) + stirling(points, size - 1) if size > 1 else 0
        return bell(points, size) + extra

    def spanning(self, group: Group, signature: Signature) -> int:
        """The Bell number, or the number of index tuples where there are more maps."""
        if _has_diagrams(group, signature):
            return bell(signature.count())
        return finite.spanning(group, signature)

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """S(n)'s diagrams where these are all maps: for fewer than n - 1 axes."""
        if _has_diagrams(group, signature):
            return partition_hom(group.size, signature.below, signature.count())
        return None

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The orbits of index tuples."""
        return finite.tensors(group, signature)

    def generators(self, group: Group) -> Generators:
        """The turns of three neighbours."""
        n = group.size
        assert isinstance(n, int)
        turns = tuple((*range(i), i + 1, i + 2, i, *range(i + 3, n)) for i in range(n - 2))
        return Generators(permutations=turns or (tuple(range(n)),))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random even permutation."""
        n = group.size
        assert isinstance(n, int)
        images = tuple(random.sample(range(n), n))
        if parity(images) < 0:
            images = (images[1], images[0], *images[2:])
        return finite.matrix(images)

    def order(self, group: Group) -> int:
        """Half of all permutations: n!/2, and 1 for n = 1."""
        assert isinstance(group.size, int)
        return max(1, factorial(group.size) // 2)


def _has_diagrams(group: Group, signature: Signature) -> bool:
    assert isinstance(group.size, int)
    alone = group.size == 1 or signature.count() < group.size - 1
    return alone and not signature.count("regular")
