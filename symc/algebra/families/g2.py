"""G2 on R^7: products of the metric, the 3-form and its dual 4-form span all invariant tensors.

This is the first fundamental theorem of Schwarz (1988); the products are not independent from six
axes on, and a basis is chosen by elimination.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from random import Random

from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.forms import units
from symc.algebra.invariants import TooManyUnknowns
from symc.algebra.matrices import echelon
from symc.algebra.numbers import Exact, written
from symc.algebra.sampling import exponential_of, product
from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent, Generators, Group, Matrix
from symc.ir.tensors import Number, Table

Entries = dict[tuple[int, ...], int]
"""The entries of a tensor that are not 0."""

FORM: Entries = {
    (0, 1, 2): 1,
    (0, 3, 4): 1,
    (0, 5, 6): 1,
    (1, 3, 5): 1,
    (1, 4, 6): -1,
    (2, 3, 6): -1,
    (2, 4, 5): -1,
}
"""The 3-form 123 + 145 + 167 + 246 - 257 - 347 - 356, from 0 on."""

MOST_AXES = 6
"""With more axes there are more entries than are written out."""


@dataclass(frozen=True, slots=True)
class ExceptionalG2:
    """The automorphisms of the octonions on their imaginary part."""

    name: str = "G2"
    summary: str = "G2: the rotations of R^7 that keep the 3-form of the octonions"
    example: str = "G2"
    is_complex: bool = False

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """There is one such group, on R^7."""
        return None if parameters in ((), (7,)) else "G2 takes no size: it acts on R^7"

    def length(self, group: Group, label: str) -> Extent | None:
        """R^7; the determinant is trivial."""
        return {"": 7, "det": 1, "trivial": 1}.get(label)

    def action(self, group: Group, slot: Slot) -> Action:
        """Rotations of R^7, of determinant 1."""
        return "permutation" if slot.label else "orthogonal"

    def dimension(self, group: Group, signature: Signature) -> int:
        """The invariants of a tensor power of R^7: 1, 0, 1, 1, 4, 10, 35, ..."""
        return invariants_of_power(signature.count())

    def spanning(self, group: Group, signature: Signature) -> int:
        """The number of entries."""
        return int(7 ** signature.count())

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """Its webs are no half-diagrams."""
        return None

    def tensors(self, group: Group, signature: Signature) -> Table:
        """Products of the metric, the 3-form and the 4-form, in reduced row echelon form."""
        bottom, top = (
            tuple(1 if slot.label else 7 for slot in side)
            for side in (signature.bottom, signature.top)
        )
        return Table(bottom, top, basis(signature.count()))

    def generators(self, group: Group) -> Generators:
        """Pairs of turns that keep the form: all of the Lie algebra, of dimension 14."""
        return Generators(algebra=algebra())

    def sample(self, group: Group, random: Random) -> Element:
        """A product of exponentials of random elements of the Lie algebra."""
        found: Element = tuple(tuple(float(i == j) for j in range(7)) for i in range(7))
        for _ in range(8):
            mixed = [[0.0] * 7 for _ in range(7)]
            for matrix in algebra():
                weight = random.gauss(0, 1)
                for i, row in enumerate(matrix):
                    for j, entry in enumerate(row):
                        mixed[i][j] += weight * int(entry)
            found = product(found, exponential_of(mixed))
        return found


@cache
def invariants_of_power(points: int) -> int:
    """The dimension of the invariants of N vectors, by recurrence (Bostan et al. 2021).

    >>> [invariants_of_power(points) for points in range(9)]
    [1, 0, 1, 1, 4, 10, 35, 120, 455]
    """
    if points < 2:
        return 1 - points
    n = points
    a, b, c = (invariants_of_power(n - k) if n >= k else 0 for k in (1, 2, 3))
    total = 2 * (n - 1) * (2 * n + 5) * a + (n - 1) * (19 * n + 18) * b
    return (total + 14 * (n - 1) * (n - 2) * c) // ((n + 5) * (n + 6))


@cache
def algebra() -> tuple[Matrix, ...]:
    """A basis of the Lie algebra: turns A in two planes with sum phi(i, j, k) A(j, k) = 0."""
    form = antisymmetric(FORM)
    found = []
    for i in range(7):
        planes = [(j, k, form[i, j, k]) for j in range(7) for k in range(j) if (i, j, k) in form]
        for (j, k, x), (p, q, y) in pairwise(planes):
            turn = {(j, k): x, (k, j): -x, (p, q): -y, (q, p): y}
            found.append(units(7, {place: str(value) for place, value in turn.items()}))
    return tuple(found)


@cache
def basis(points: int) -> tuple[tuple[tuple[int, Number], ...], ...]:
    """The basis tensors, by elimination among products; equal columns are looked at once."""
    if points > MOST_AXES:
        raise TooManyUnknowns(7**points, 7**MOST_AXES)
    columns: dict[int, dict[int, int]] = {}
    count = 0
    for blocks in _blockings(tuple(range(points))):
        for entry, value in _product(blocks, points).items():
            columns.setdefault(entry, {})[count] = value
        count += 1
    kinds: dict[tuple[int, ...], list[int]] = {}
    for entry in sorted(columns):
        kinds.setdefault(tuple(columns[entry].get(i, 0) for i in range(count)), []).append(entry)
    rows: list[list[Exact]] = [[kind[i] for kind in kinds] for i in range(count)]
    reduced, _, _ = echelon(rows)
    return tuple(
        tuple(
            sorted(
                (entry, written(value))
                for value, entries in zip(row, kinds.values(), strict=True)
                if value
                for entry in entries
            )
        )
        for row in reduced
    )


def antisymmetric(values: Entries) -> Entries:
    """All entries of an alternating form given on rising indices."""
    found: Entries = {}
    for index, value in values.items():
        for order, sign in _signed_orders(index):
            found[order] = sign * value
    return found


def dual_form() -> Entries:
    """The 4-form on rising indices, psi = *phi.

    >>> sorted(dual_form().items())[0]
    ((0, 1, 3, 6), -1)
    """
    found: Entries = {}
    for index, value in FORM.items():
        rest = tuple(i for i in range(7) if i not in index)
        inversions = sum(a > b for a in index for b in rest)
        found[rest] = -value if inversions % 2 else value
    return found


def _signed_orders(index: tuple[int, ...]) -> list[tuple[tuple[int, ...], int]]:
    if not index:
        return [((), 1)]
    return [
        ((first, *order), -sign if i % 2 else sign)
        for i, first in enumerate(index)
        for order, sign in _signed_orders(index[:i] + index[i + 1 :])
    ]


def _blockings(slots: tuple[int, ...]) -> list[tuple[tuple[int, ...], ...]]:
    """All partitions of slots into blocks of two, three and four."""
    if not slots:
        return [()]
    first, others = slots[0], slots[1:]
    return [
        ((first, *mates), *rest)
        for size in (1, 2, 3)
        for mates in combinations(others, size)
        for rest in _blockings(tuple(slot for slot in others if slot not in mates))
    ]


@cache
def _tensor(legs: int) -> Entries:
    if legs == 2:
        return {(i, i): 1 for i in range(7)}
    return antisymmetric(FORM if legs == 3 else dual_form())


def _product(blocks: tuple[tuple[int, ...], ...], points: int) -> dict[int, int]:
    """The entries of a product of tensors, each on its own slots, counted row-major."""
    found = {0: 1}
    for block in blocks:
        steps = [7 ** (points - 1 - slot) for slot in block]
        tensor = {
            sum(i * step for i, step in zip(index, steps, strict=True)): value
            for index, value in _tensor(len(block)).items()
        }
        found = {a + b: x * y for a, x in found.items() for b, y in tensor.items()}
    return found
