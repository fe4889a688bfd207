"""B(n): partition diagrams with blocks of even size (easy groups, arXiv:2311.06358)."""

from dataclasses import dataclass
from math import factorial
from random import Random

from symc.algebra import finite
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.set_partitions import blocks_of, even_partition_hom
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group, Images
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Hyperoctahedral:
    """The signed permutations of n coordinates: all symmetries of the n-cube."""

    name: str = "B"
    summary: str = "B(n): signed permutations of n coordinates, the symmetries of the n-cube"
    example: str = "B(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no hyperoctahedral group."""
        return finite.constant_size(self.name, "coordinate", parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The characters have size 1; the regular representation has 2^n n! elements."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Coordinates are permuted with signs."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """The number of partitions into at most n blocks of even size; others if twisted."""
        assert isinstance(group.size, int)
        if signature.count("regular"):
            return finite.dimension(group, signature)
        return twisted_count(group.size, signature.count(), *twists_of(signature))

    def spanning(self, group: Group, signature: Signature) -> int:
        """The number of all partitions into blocks of even size, or of index tuples."""
        if signature.count("regular"):
            return finite.spanning(group, signature)
        if any(twists_of(signature)):
            return finite.spanning(group, signature) if self.dimension(group, signature) else 0
        return even_count(signature.count())

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Partition diagrams with blocks of even size; none between different characters."""
        assert isinstance(group.size, int)
        if signature.count("regular"):
            return None
        if any(twists_of(signature)):
            return None if self.dimension(group, signature) else Hom((), 0, TWISTED)
        return even_partition_hom(group.size, signature.below, signature.count())

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The orbits of index tuples on which the signs are consistent."""
        return finite.tensors(group, signature)

    def generators(self, group: Group) -> Generators:
        """A transposition, a cycle through all coordinates, and one change of sign."""
        n = group.size
        assert isinstance(n, int)
        flip = (~0, *range(1, n))
        return Generators(permutations=(*permuting(n), flip))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random signed permutation."""
        assert isinstance(group.size, int)
        return finite.matrix(random_signed(group.size, random))

    def order(self, group: Group) -> int:
        """All permutations and all signs: 2^n n!."""
        assert isinstance(group.size, int)
        return int(2**group.size * factorial(group.size))


TWISTED = "a signed permutation that fixes every such tuple up to a sign changes the sign"


def twists_of(signature: Signature) -> tuple[int, int]:
    """Whether maps change by the sign of the permutation, and by the product of the signs."""
    signs, determinants = signature.count("sign"), signature.count("det")
    return (signs + determinants) % 2, determinants % 2


def twisted_count(size: int, points: int, sign: int, product: int) -> int:
    """The number of partitions of the slots that have a tensor.

    A coordinate in no block may change its sign and be exchanged with another such one: a product
    of signs wants all n of them in blocks of odd size, and the sign at least n - 1 in blocks.
    """
    least = size if product else size - sign if sign else 0
    return sum(blocks_of(product, points, blocks) for blocks in range(least, size + 1))


def even_count(points: int) -> int:
    """The number of partitions into blocks of even size.

    >>> [even_count(n) for n in (0, 1, 2, 4, 6)]
    [1, 0, 1, 4, 31]
    """
    return sum(blocks_of(0, points, blocks) for blocks in range(points // 2 + 1))


def permuting(size: int) -> tuple[Images, ...]:
    """A transposition and a cycle; of one coordinate only what moves nothing."""
    return ((1, 0, *range(2, size)), (*range(1, size), 0)) if size > 1 else ((0,),)


def random_signed(size: int, random: Random) -> Images:
    """A uniformly random signed permutation."""
    return tuple(i if random.random() < 0.5 else ~i for i in random.sample(range(size), size))
