"""Groups that are given by exact matrices and elements of Lie algebras: what a family has to say.

Invariant tensors are found by exact linear algebra. A finite generator has to leave a tensor alone,
an element of the Lie algebra has to take it to 0. A bottom axis counts as the dual of its
representation, a top axis as itself.
"""

from functools import cache
from math import prod
from random import Random

from symc.algebra import acting, characters, classify, enumeration
from symc.algebra.acting import finite_of, operators_of, points_of
from symc.algebra.closure import TooLarge
from symc.algebra.enumeration import NotFinite, infinite_order, matrix_elements
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.invariants import TooManyUnknowns, invariants, nullity
from symc.algebra.irreps import has_irreps
from symc.algebra.matrices import Square, determinant, identity, square
from symc.algebra.numbers import approximate, written
from symc.algebra.sampling import exponential, product
from symc.ir.symmetry import Generators, Group, Matrix
from symc.ir.tensors import Table

__all__ = [
    "TooManyUnknowns",
    "action",
    "dimension",
    "generators_of",
    "infinite_problem",
    "invariant_tensors",
    "inverse_problem",
    "length",
    "sample",
    "spanning",
]

REGULAR_LIMIT = 1_000
"""The largest group of matrices that has a regular axis."""

MOST_TWICE = 1_000
"""The largest number of unknowns that are solved for modulo two primes."""

WORD = 40
"""How many random generators are multiplied to a random element of a group that is not listed."""


@cache
def invariant_tensors(group: Group, signature: Signature) -> Table:
    """The basis of all tensors on the slots that the group leaves alone.

    It is in reduced row echelon form, entries row-major over bottom slots, then top slots: every
    tensor is 1 at its first entry, and there all others are 0.
    """
    generators = generators_of(group)
    bottom, top = (_shape(generators, side) for side in (signature.bottom, signature.top))
    if _by_characters(generators, signature) == 0:
        return Table(bottom, top, ())
    found = invariants((*bottom, *top), operators_of(generators, signature))
    elements = tuple(tuple((i, written(value)) for i, value in element) for element in found)
    return Table(bottom, top, elements)


@cache
def dimension(group: Group, signature: Signature) -> int:
    """The number of invariant tensors, by other means than the tensors themselves.

    Characters of all elements, if they can be listed; else the rank modulo another prime. Where
    that takes seconds it is the number of the tensors, which is proved when they are found.
    """
    generators = generators_of(group)
    count = _by_characters(generators, signature)
    if count is not None:
        return count
    if spanning(group, signature) > MOST_TWICE:
        return invariant_tensors(group, signature).count
    return nullity(_shape(generators, signature.slots), operators_of(generators, signature))


def _by_characters(generators: Generators, signature: Signature) -> int | None:
    """The dimension by characters, or None where not all elements can be listed."""
    if generators.algebra or has_irreps(signature):
        return None
    try:
        return characters.mean(generators, signature)
    except (TooLarge, NotFinite):
        return None


def spanning(group: Group, signature: Signature) -> int:
    """The number of unknowns: entries of the tensors."""
    return prod(_shape(generators_of(group), signature.slots))


def length(group: Group, label: str) -> int | None:
    """The size of an axis; groups of permutations have a sign, finite ones a regular axis."""
    generators = generators_of(group)
    if label == "regular":
        if generators.algebra:
            return None
        order = acting.length(generators, label)
        if order > REGULAR_LIMIT:
            raise TooLarge(order, REGULAR_LIMIT)
        return order
    if label == "sign" and (generators.algebra or acting.images_in(generators) is None):
        return None
    return acting.length(generators, label) if label in ("", "sign", "det", "trivial") else None


def action(group: Group, slot: Slot) -> Action:
    """How the group moves the entries of an axis."""
    return classify.action(generators_of(group), slot)


def sample(group: Group, random: Random) -> Element:
    """A random element: of the list, if there is one; else products of random elements.

    Of the connected part it is a product of exponentials of combinations of the algebra's elements
    that are given, together of rapidity at most 1.
    """
    generators = generators_of(group)
    finite = finite_of(generators)
    n = points_of(generators)
    found: Element = tuple(tuple(float(i == j) for j in range(n)) for i in range(n))
    if finite and not generators.algebra:
        return _floats(random.choice(matrix_elements(finite)))
    for _ in range(WORD if finite else 0):
        found = product(found, _floats(random.choice((identity(n), *finite))))
    basis = [_floats(square(matrix)) for matrix in generators.algebra]
    factors = min(len(basis), 3)
    for _ in range(factors):
        found = product(found, exponential(_mixed(basis, random, 1 / factors)))
    return found


def generators_of(group: Group) -> Generators:
    """The exact generators of a group."""
    if group.generators is not None:
        return group.generators
    from symc.algebra.families import FAMILIES

    return FAMILIES[group.family].generators(group)


def inverse_problem(matrix: Matrix) -> str | None:
    """Why a square matrix is no element of a finite group, or None.

    >>> inverse_problem((("1", "2"), ("2", "4")))
    'it is singular: its determinant is 0'
    """
    numbers = square(matrix)
    if not determinant(numbers):
        return "it is singular: its determinant is 0"
    reason = infinite_order(numbers)
    return reason and f"it has infinite order: {reason}"


def infinite_problem(matrices: tuple[Matrix, ...]) -> str | None:
    """Why matrices do not generate a finite group within the budget, or None.

    >>> infinite_problem(((("0", "1"), ("1", "0")), (("-1", "1"), ("0", "1"))))
    >>> infinite_problem(((("0", "1"), ("1", "0")), (("0", "2"), ("1/2", "0"))))
    'a product of them has infinite order: its trace 5/2 is no algebraic integer'
    """
    try:
        matrix_elements(tuple(map(square, matrices)), enumeration.ELEMENT_BUDGET)
    except NotFinite as error:
        return str(error)
    return None


def _mixed(basis: list[Element], random: Random, norm: float) -> Element:
    """A random combination of some matrices, of this norm."""
    weights = [random.gauss(0, 1) for _ in basis]
    lines = zip(*basis, strict=True)
    rows = [
        [
            sum(w * x for w, x in zip(weights, entries, strict=True))
            for entries in zip(*line, strict=True)
        ]
        for line in lines
    ]
    length = sum(abs(x) ** 2 for row in rows for x in row) ** 0.5 or 1.0
    return tuple(tuple(x * norm / length for x in row) for row in rows)


def _shape(generators: Generators, slots: tuple[Slot, ...]) -> tuple[int, ...]:
    return tuple(acting.length(generators, slot.label) for slot in slots)


def _floats(matrix: Square) -> Element:
    return tuple(tuple(approximate(x) for x in row) for row in matrix)
