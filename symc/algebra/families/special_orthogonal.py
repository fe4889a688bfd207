"""SO(n) and SO(p, q): Brauer diagrams and those with one epsilon vertex (arXiv:2212.08630)."""

from dataclasses import dataclass
from random import Random

from symc.algebra.brauer import in_order, jellyfish_hom, matching_hom
from symc.algebra.counting import counted, double_factorial, even_rows, odd_rows
from symc.algebra.expanded import expanded
from symc.algebra.families.orthogonal import (
    constant_signature,
    flipped,
    jellyfish_count,
    pseudo_orthogonal_matrix,
    signature_of,
)
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import unit_algebra
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class SpecialOrthogonal:
    """The rotations of R^n; with (p, q) the pseudo-rotations of determinant 1."""

    name: str = "SO"
    summary: str = "SO(n), SO(p, q): rotations of R^n, with boosts of R^(p, q)"
    example: str = "SO(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no rotation group."""
        return constant_signature(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant is trivial."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """SO(1) does nothing."""
        if slot.label or group.size == 1:
            return "permutation"
        return "orthogonal" if 0 in signature_of(group) else "linear"

    def dimension(self, group: Group, signature: Signature) -> int:
        """O(n)'s, and the sum of f^lambda over lambda with exactly n rows, all odd."""
        size, points = group.size, signature.count()
        assert isinstance(size, int)
        return even_rows(points, size) + odd_rows(points, size)

    def spanning(self, group: Group, signature: Signature) -> int:
        """Matchings, and choices of n slots for the epsilon with a matching of the rest."""
        size, points = group.size, signature.count()
        assert isinstance(size, int)
        return double_factorial(points) + jellyfish_count(points, size)

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """O(n)'s basis and a basis of the diagrams with an epsilon."""
        size, bottom, points = group.size, signature.below, signature.count()
        assert isinstance(size, int)
        even = matching_hom(f"SO({size})", size, bottom, points)
        odd = jellyfish_hom(size, bottom, points)
        if not odd.spanning:
            return even
        reason = f"{counted(len(even.diagrams), 'matching')}, and {odd.reason}"
        basis = in_order((*even.diagrams, *odd.diagrams))
        return Hom(basis, even.spanning + odd.spanning, reason)

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams."""
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """Turns and boosts in neighbouring planes; in SO(p, q) also one reflection of each sign."""
        p, q = signature_of(group)
        flips = (flipped(p + q, {0, p}),) if p and q else ()
        return Generators(permutations=flips, algebra=unit_algebra((p, q)))

    def sample(self, group: Group, random: Random) -> Element:
        """A Haar-random rotation; in SO(p, q) also a boost."""
        p, q = signature_of(group)
        return pseudo_orthogonal_matrix(p, q, random, 1)
