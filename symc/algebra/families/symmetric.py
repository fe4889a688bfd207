"""S(n): partition diagrams (Maron et al., arXiv:1812.09902; Pearce-Crump, arXiv:2212.08648)."""

from dataclasses import dataclass
from math import factorial
from random import Random

from symc.algebra import finite
from symc.algebra.counting import bell, stirling
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.sampling import permutation_matrix
from symc.algebra.set_partitions import partition_hom
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Symmetric:
    """The symmetric group on n points, permuting coordinates; n may be a free size."""

    name: str = "S"
    summary: str = "S(n): all permutations of n points; n may be a free size"
    example: str = "S(n)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no symmetric group."""
        match parameters:
            case (int() as n,) if n < 1:
                return f"S(n) needs at least one point, and {n} is not one"
            case (_,):
                return None
        return f"S(n) takes one size, and {len(parameters)} are given"

    def length(self, group: Group, label: str) -> Extent | None:
        """The characters have size 1; the regular representation has n! elements."""
        return finite.length(group, label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Points are permuted; the sign is a sign from n = 2 on."""
        return finite.action(group, slot)

    def dimension(self, group: Group, signature: Signature) -> int:
        """The number of set partitions of the slots into at most n blocks.

        Twisted by the sign it is S(N, n) + S(N, n - 1), and by Burnside with a regular axis.
        """
        size, points = group.size, signature.count()
        if signature.count("regular"):
            return finite.dimension(group, signature)
        if is_twisted(group, signature):
            return sign_twisted(points, size) if isinstance(size, int) else 0
        return bell(points, size if isinstance(size, int) else None)

    def spanning(self, group: Group, signature: Signature) -> int:
        """The Bell number; or the number of index tuples."""
        if signature.count("regular"):
            return finite.spanning(group, signature)
        if is_twisted(group, signature):
            return finite.spanning(group, signature) if self.dimension(group, signature) else 0
        return bell(signature.count())

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Partition diagrams: all of them, or the cheapest basis among them at small n."""
        if signature.count("regular"):
            return None
        if is_twisted(group, signature):
            reason = "fewer than n - 1 blocks: a swap of two points in no block reverses the sign"
            return None if self.dimension(group, signature) else Hom((), 0, reason)
        return partition_hom(group.size, signature.below, signature.count())

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The orbits of index tuples."""
        return finite.tensors(group, signature)

    def generators(self, group: Group) -> Generators:
        """A transposition and a cycle through all points."""
        n = group.size
        assert isinstance(n, int)
        swap = (1, 0, *range(2, n)) if n > 1 else (0,)
        return Generators(permutations=(swap, (*range(1, n), 0)))

    def sample(self, group: Group, random: Random) -> Element:
        """A uniformly random permutation matrix."""
        assert isinstance(group.size, int)
        return permutation_matrix(random.sample(range(group.size), group.size))

    def order(self, group: Group) -> int:
        """All permutations: n!."""
        assert isinstance(group.size, int)
        return factorial(group.size)


def is_twisted(group: Group, signature: Signature) -> bool:
    """Whether the maps change by the sign of a permutation; a free size counts as large."""
    twists = signature.count("sign") + signature.count("det")
    return group.size != 1 and twists % 2 == 1


def sign_twisted(points: int, size: int) -> int:
    """S(N, n) + S(N, n - 1): partitions that leave at most one point in no block.

    >>> [sign_twisted(points, 3) for points in range(5)]
    [0, 0, 1, 4, 13]
    """
    return stirling(points, size) + (stirling(points, size - 1) if size > 1 else 0)
