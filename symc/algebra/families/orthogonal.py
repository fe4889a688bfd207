"""O(n) and O(p, q): Brauer diagrams (Brauer 1937; Pearce-Crump, arXiv:2212.08630).

Linear layers see the Zariski closure only, so that O(p, q) has the diagrams and the basis of
O(p + q); closed pairs take the metric, wires that pass do not.
"""

from collections.abc import Set
from dataclasses import dataclass
from math import comb
from random import Random

from symc.algebra.brauer import jellyfish_hom, matching_hom
from symc.algebra.counting import double_factorial, even_rows, odd_rows
from symc.algebra.expanded import expanded
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import unit_algebra
from symc.algebra.sampling import boost, orthogonal_matrix, product
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group, Images
from symc.ir.tensors import Tensors


@dataclass(frozen=True, slots=True)
class Orthogonal:
    """The group of a quadratic form of R^n: rotations and reflections; with (p, q) also boosts."""

    name: str = "O"
    summary: str = "O(n), O(p, q): rotations and reflections of R^n, boosts of R^(p, q)"
    example: str = "O(3)"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no orthogonal group."""
        return constant_signature(self.name, parameters)

    def length(self, group: Group, label: str) -> Extent | None:
        """The determinant and the trivial character have size 1."""
        return {"": group.size, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """O(1) and the determinant act by signs."""
        if slot.label == "trivial":
            return "permutation"
        if slot.label == "det" or group.size == 1:
            return "signed permutation"
        return "orthogonal" if 0 in signature_of(group) else "linear"

    def dimension(self, group: Group, signature: Signature) -> int:
        """The sum of f^(2 mu) over partitions mu of N/2 with at most n rows.

        Between opposite parities it is that of f^lambda, lambda with exactly n rows, all odd.
        """
        assert isinstance(group.size, int)
        count = odd_rows if signature.count("det") % 2 else even_rows
        return count(signature.count(), group.size)

    def spanning(self, group: Group, signature: Signature) -> int:
        """(N-1)!! perfect matchings, or those with an epsilon between opposite parities."""
        assert isinstance(group.size, int)
        if signature.count("det") % 2:
            return jellyfish_count(signature.count(), group.size)
        return double_factorial(signature.count())

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Perfect matchings; with an epsilon between opposite parities."""
        size, bottom, points = group.size, signature.below, signature.count()
        assert isinstance(size, int)
        if signature.count("det") % 2:
            return jellyfish_hom(size, bottom, points)
        return matching_hom(f"O({size})", size, bottom, points)

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """The tensors of the diagrams."""
        return expanded(self, group, signature)

    def generators(self, group: Group) -> Generators:
        """A reflection of each signature, and turns and boosts in neighbouring planes."""
        p, q = signature_of(group)
        flips = tuple(flipped(p + q, {i}) for i in ((0, p) if p and q else (0,)))
        return Generators(permutations=flips, algebra=unit_algebra((p, q)))

    def sample(self, group: Group, random: Random) -> Element:
        """A Haar-random matrix of O(n); in O(p, q) one before and one after a random boost."""
        p, q = signature_of(group)
        return pseudo_orthogonal_matrix(p, q, random, None)


def constant_signature(family: str, parameters: tuple[Extent, ...]) -> str | None:
    """Why parameters are neither a constant dimension nor a signature (p, q), or None."""
    if len(parameters) == 2 and all(isinstance(n, int) for n in parameters):
        if all(isinstance(n, int) and n >= 1 for n in parameters):
            return None
        p, q = parameters
        return f"{family}(p, q) needs p and q of at least 1, and ({p}, {q}) is less"
    return constant_dimension(family, parameters)


def constant_dimension(family: str, parameters: tuple[Extent, ...]) -> str | None:
    """Why parameters are not one constant dimension of at least 1, or None."""
    match parameters:
        case (int() as n,) if n >= 1:
            return None
        case (int() as n,):
            return f"{family}(n) needs a dimension of at least 1, and {n} is less"
        case (str() as name,):
            return f"the basis depends on n, so {family}({name}) needs a constant, not a free size"
    if any(isinstance(n, str) for n in parameters):
        return f"the basis depends on n, so {family} needs constants, not a free size"
    return f"{family}(n) takes one dimension, and {len(parameters)} are given"


def flipped(n: int, coordinates: Set[int]) -> Images:
    """The reflection of some coordinates, as a signed permutation."""
    return tuple(~i if i in coordinates else i for i in range(n))


def signature_of(group: Group) -> tuple[int, int]:
    """(p, q): coordinates of positive and of negative square."""
    p, *rest = group.parameters
    assert isinstance(p, int)
    (q,) = rest or (0,)
    assert isinstance(q, int)
    return p, q


def jellyfish_count(points: int, size: int) -> int:
    """C(N, n) (N-n-1)!! choices of n slots on an epsilon and a matching of the rest."""
    return comb(points, size) * double_factorial(points - size) if points >= size else 0


def pseudo_orthogonal_matrix(p: int, q: int, random: Random, determinant: int | None) -> Element:
    """A random element; two Haar-random blocks with a boost of rapidity at most 1 between them."""
    if not q:
        return orthogonal_matrix(p, random, determinant)

    def blocks(det: int | None) -> Element:
        first = orthogonal_matrix(p, random, det)
        second = orthogonal_matrix(q, random, det)
        return (
            *((*row, *(0.0,) * q) for row in first),
            *((*(0.0,) * p, *row) for row in second),
        )

    return product(product(blocks(determinant), boost(p, q, random, 1.0)), blocks(1))
