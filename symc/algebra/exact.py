"""Invariant tensors of groups that are given by exact generators, whatever their axes are.

A finite generator has to leave a tensor alone, an element of the Lie algebra has to take it to 0. A
bottom axis counts as the dual of its representation, a top axis as itself.
"""

from collections import Counter
from fractions import Fraction
from functools import cache

from symc.algebra import closure
from symc.algebra.enumeration import matrix_elements, signed_permutations
from symc.algebra.family import Action, Signature, Slot
from symc.algebra.invariants import Operator, TooManyUnknowns, invariants, nullity
from symc.algebra.matrices import (
    Square,
    determinant,
    identity,
    images_of,
    inverse_of,
    is_identity,
    negative,
    of_images,
    square,
    times,
    trace,
    transpose,
)
from symc.algebra.numbers import Exact, approximate, terms_of, written
from symc.ir.symmetry import Generators, Group
from symc.ir.tensors import Table

__all__ = [
    "TooManyUnknowns",
    "action",
    "dimension",
    "invariant_tensors",
    "length",
    "operators_of",
    "unknowns",
]


@cache
def invariant_tensors(group: Group, signature: Signature) -> Table:
    """The basis of all tensors on the slots that the group leaves alone.

    It is in reduced row echelon form, entries row-major over bottom slots, then top slots: every
    tensor is 1 at its first entry, and there all others are 0.
    """
    generators = generators_of(group)
    bottom = tuple(length(generators, slot.label) for slot in signature.bottom)
    top = tuple(length(generators, slot.label) for slot in signature.top)
    found = invariants((*bottom, *top), operators_of(generators, signature))
    elements = tuple(tuple((i, written(value)) for i, value in element) for element in found)
    return Table(bottom, top, elements)


@cache
def dimension(group: Group, signature: Signature) -> int:
    """The number of invariant tensors, by other means than the tensors themselves.

    Characters of all elements, if they can be listed; else the rank modulo another prime.
    """
    generators = generators_of(group)
    if not generators.algebra:
        return by_characters(generators, signature)
    shape = tuple(length(generators, slot.label) for slot in signature.slots)
    return nullity(shape, operators_of(generators, signature))


def unknowns(group: Group, signature: Signature) -> int:
    """The number of entries of the tensors."""
    generators, total = generators_of(group), 1
    for slot in signature.slots:
        total *= length(generators, slot.label)
    return total


def action(generators: Generators, slot: Slot) -> Action:
    """How the group moves the entries of an axis, as seen from its generators."""
    if slot.label in ("trivial", "regular"):
        return "permutation"
    if slot.label == "sign":
        return "signed permutation"
    finite, algebra = finite_of(generators), tuple(map(square, generators.algebra))
    if slot.label == "det":
        finite = tuple(((determinant(m),),) for m in finite)
        algebra = tuple(((trace(m),),) for m in algebra)
    return _action_of(finite, algebra)


def _action_of(finite: tuple[Square, ...], algebra: tuple[Square, ...]) -> Action:
    algebra = tuple(m for m in algebra if any(map(any, m)))
    is_real = all(
        free > 0 for m in (*finite, *algebra) for r in m for x in r for free, _ in terms_of(x)
    )
    if is_real and all(map(_is_scaling, finite)) and all(map(_is_diagonal, algebra)):
        if algebra or any(images_of(m) is None for m in finite):
            return "scaling"
        return "permutation"
    if not algebra and signed_permutations(finite) is not None:
        return "signed permutation"
    if all(map(_is_unitary, finite)) and all(m == negative(_adjoint(m)) for m in algebra):
        return "orthogonal" if is_real else "unitary"
    return "linear"


def _is_scaling(matrix: Square) -> bool:
    """Whether a real matrix permutes the coordinates and multiplies them by positive numbers."""
    entries = [[x for x in row if x] for row in matrix]
    return all(len(row) == 1 and approximate(row[0]).real > 0 for row in entries)


def _is_diagonal(matrix: Square) -> bool:
    return all(not x or i == j for i, row in enumerate(matrix) for j, x in enumerate(row))


def _is_unitary(matrix: Square) -> bool:
    return is_identity(times(matrix, _adjoint(matrix)))


def _adjoint(matrix: Square) -> Square:
    return tuple(tuple(_conjugate(x) for x in row) for row in transpose(matrix))


def _conjugate(value: Exact) -> Exact:
    from symc.algebra.numbers import from_terms

    return from_terms({free: -x if free < 0 else x for free, x in terms_of(value)})


def generators_of(group: Group) -> Generators:
    """The exact generators of a group."""
    if group.generators is not None:
        return group.generators
    from symc.algebra.families import FAMILIES

    return FAMILIES[group.family].generators(group)


def points_of(generators: Generators) -> int:
    """The size of the defining representation."""
    return len((*generators.permutations, *generators.matrices, *generators.algebra)[0])


@cache
def finite_of(generators: Generators) -> tuple[Square, ...]:
    """The generators of the finite kind, all as matrices."""
    return (*map(of_images, generators.permutations), *map(square, generators.matrices))


def length(generators: Generators, label: str) -> int:
    """The size of an axis."""
    if label == "regular":
        return len(_listed(generators))
    return points_of(generators) if label == "" else 1


def operators_of(generators: Generators, signature: Signature) -> tuple[Operator, ...]:
    """What has to leave tensors on these slots alone: one operator per generator."""
    sides = [(slot, slot.dual) for slot in signature.top]
    sides = [*((slot, not slot.dual) for slot in signature.bottom), *sides]
    finite = finite_of(generators)
    found = [
        Operator(tuple(_acting(generators, i, slot, dual) for slot, dual in sides))
        for i in range(len(finite))
    ]
    for matrix in map(square, generators.algebra):
        factors = []
        for slot, dual in sides:
            rho = _derived(matrix, slot.label)
            factors.append(negative(transpose(rho)) if dual else rho)
        found.append(Operator(tuple(factors), derivation=True))
    return tuple(found)


def by_characters(generators: Generators, signature: Signature) -> int:
    """The average over all elements of the product of the characters of the slots."""
    total: Exact = 0
    listed = _characters(generators)
    order = sum(listed.values())
    for (value, dual, det, sign, is_one), count in listed.items():
        term: Exact = count
        for slot, turned in (
            *((slot, not slot.dual) for slot in signature.bottom),
            *((slot, slot.dual) for slot in signature.top),
        ):
            match slot.label:
                case "":
                    term = term * (dual if turned else value)
                case "det":
                    term = term * det
                case "sign":
                    term = term * sign
                case "regular":
                    term = term * (order if is_one else 0)
        total = total + term
    found = total * Fraction(1, order)
    assert not terms_of(found) or found == int(approximate(found).real), (signature, found)
    return int(approximate(found).real)


Character = tuple[Exact, Exact, Exact, int, bool]
"""The traces of an element and of its inverse, determinant and sign; whether it is the identity."""


@cache
def _characters(generators: Generators) -> Counter[Character]:
    """How often each combination of characters occurs."""
    images = _images(generators)
    if images is not None:
        return Counter(
            (
                closure.trace(g),
                closure.trace(g),
                closure.determinant(g),
                closure.parity(g),
                g == closure.identity(len(g)),
            )
            for g in closure.elements(images)
        )
    return Counter(
        (trace(g), trace(inverse_of(g)), determinant(g), 1, is_identity(g))
        for g in matrix_elements(finite_of(generators))
    )


@cache
def _images(generators: Generators) -> tuple[tuple[int, ...], ...] | None:
    return None if generators.algebra else signed_permutations(finite_of(generators))


@cache
def _listed(generators: Generators) -> dict[object, int]:
    """The position of every element of a finite group."""
    images = _images(generators)
    found = closure.elements(images) if images else matrix_elements(finite_of(generators))
    return {element: i for i, element in enumerate(found)}


@cache
def _acting(generators: Generators, position: int, slot: Slot, dual: bool) -> Square:
    """The matrix of a finite generator on one slot."""
    matrix = finite_of(generators)[position]
    match slot.label:
        case "":
            return transpose(inverse_of(matrix)) if dual else matrix
        case "det":
            value = ((determinant(matrix),),)
            return inverse_of(value) if dual else value
        case "sign":
            images = images_of(matrix)
            assert images is not None
            return ((closure.parity(images),),)
        case "trivial":
            return identity(1)
        case "regular":
            return of_images(_left(generators, position))
    raise KeyError(slot.label)


def _left(generators: Generators, position: int) -> tuple[int, ...]:
    """How a generator permutes the elements by left multiplication."""
    listed = _listed(generators)
    images = _images(generators)
    if images:
        step = images[position]
        return tuple(listed[closure.compose(step, g)] for g in closure.elements(images))
    finite = finite_of(generators)
    return tuple(listed[times(finite[position], g)] for g in matrix_elements(finite))


def _derived(matrix: Square, label: str) -> Square:
    """An element of the Lie algebra on an axis."""
    match label:
        case "":
            return matrix
        case "det":
            return ((trace(matrix),),)
        case "sign" | "trivial":
            return ((0,),)
    raise KeyError(label)
