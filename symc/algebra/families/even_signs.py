"""EB(n): signed permutations with an even number of signs (Weyl group of type D)."""

from dataclasses import dataclass
from math import factorial
from random import Random

from symc.algebra import finite
from symc.algebra.families.hyperoctahedral import (
    even_count,
    permuting,
    random_signed,
    twisted_count,
    twists_of,
)
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.set_partitions import even_partition_hom
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class EvenSigns:
    """The permutations of n coordinates with an even number of changes of sign."""

    name: str = "EB"
    summary: str = "EB(n): signed permutations with an even number of signs"
    example: str = "EB(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no such group."""
        return finite.constant_size(self.name, "coordinate", parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The regular representation has 2^(n-1) n! elements."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Coordinates are permuted with signs."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """B(n)'s maps, and those that change by the product of the signs."""
        if signature.count("regular"):
            return finite.dimension(group, signature)
        size, points = group.size, signature.count()
        assert isinstance(size, int)
        sign, product = twists_of(signature)
        even = twisted_count(size, points, sign, product)
        return even + twisted_count(size, points, sign, 1 - product)

    def spanning(self, group: Group, signature: Signature) -> int:
        """The number of partitions into blocks of even size, or of index tuples."""
        if self._has_diagrams(group, signature):
            return even_count(signature.count())
        return finite.spanning(group, signature)

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """B(n)'s diagrams where these are all maps."""
        assert isinstance(group.size, int)
        if self._has_diagrams(group, signature):
            return even_partition_hom(group.size, signature.below, signature.count())
        return None

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The orbits of index tuples on which the signs are consistent."""
        return finite.tensors(group, signature)

    def generators(self, group: Group) -> Generators:
        """A transposition, a cycle through all coordinates, and two changes of sign."""
        n = group.size
        assert isinstance(n, int)
        flips = ((~0, ~1, *range(2, n)),) if n > 1 else ()
        return Generators(permutations=(*permuting(n), *flips))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random one."""
        assert isinstance(group.size, int)
        images = random_signed(group.size, random)
        odd = sum(i < 0 for i in images) % 2
        return finite.matrix((~images[0], *images[1:]) if odd else images)

    def order(self, group: Group) -> int:
        """Half of B(n)."""
        assert isinstance(group.size, int)
        return int(2 ** (group.size - 1) * factorial(group.size))

    def _has_diagrams(self, group: Group, signature: Signature) -> bool:
        assert isinstance(group.size, int)
        sign, _ = twists_of(signature)
        alone = not sign and not twisted_count(group.size, signature.count(), 0, 1)
        return alone and not signature.count("regular")
