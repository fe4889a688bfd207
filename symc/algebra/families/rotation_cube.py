"""SB(n): the signed permutations of determinant 1, which turn the n-cube; B(n)'s maps and more."""

from dataclasses import dataclass
from math import factorial
from random import Random

from symc.algebra import finite
from symc.algebra.closure import determinant
from symc.algebra.families.hyperoctahedral import (
    even_count,
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
class RotationCube:
    """The rotations of the n-cube."""

    name: str = "SB"
    summary: str = "SB(n): signed permutations of determinant 1, the rotations of the n-cube"
    example: str = "SB(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no such group."""
        return finite.constant_size(self.name, "coordinate", parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant is trivial; the regular representation has 2^(n-1) n! elements."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Coordinates are permuted with signs."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """B(n)'s maps, and those that change by the determinant."""
        if signature.count("regular"):
            return finite.dimension(group, signature)
        size, points = group.size, signature.count()
        assert isinstance(size, int)
        sign, product = twists_of(signature)
        even = twisted_count(size, points, sign, product)
        return even + twisted_count(size, points, 1 - sign, 1 - product)

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
        """A quarter turn, and a cycle through all coordinates, with one sign if n is even."""
        n = group.size
        assert isinstance(n, int)
        if n == 1:
            return Generators(permutations=((0,),))
        last = 0 if n % 2 else ~0
        return Generators(permutations=((1, ~0, *range(2, n)), (*range(1, n), last)))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random one."""
        assert isinstance(group.size, int)
        images = random_signed(group.size, random)
        return finite.matrix(images if determinant(images) > 0 else (~images[0], *images[1:]))

    def order(self, group: Group) -> int:
        """Half of B(n)."""
        assert isinstance(group.size, int)
        return int(2 ** (group.size - 1) * factorial(group.size))

    def _has_diagrams(self, group: Group, signature: Signature) -> bool:
        assert isinstance(group.size, int)
        sign, product = twists_of(signature)
        alone = sign == product and not twisted_count(group.size, signature.count(), 1, 1)
        return alone and not signature.count("regular")
