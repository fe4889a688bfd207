"""How exact generators act on an axis: matrices of finite generators, and of Lie algebras."""

from functools import cache

from symc.algebra import closure
from symc.algebra.enumeration import matrix_elements, signed_permutations
from symc.algebra.family import Signature, Slot
from symc.algebra.invariants import Operator
from symc.algebra.irreps import degree, looks_like_irrep
from symc.algebra.matrices import (
    Square,
    determinant,
    identity,
    images_of,
    inverse_of,
    negative,
    of_images,
    square,
    times,
    trace,
    transpose,
)
from symc.algebra.rotated import tangent, turned
from symc.ir.symmetry import Generators, Images


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
        return len(listed(generators))
    if looks_like_irrep(label):
        return 2 * degree(label) + 1 if points_of(generators) == 3 else 2
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
            rho = derived(matrix, slot.label)
            factors.append(negative(transpose(rho)) if dual else rho)
        found.append(Operator(tuple(factors), derivation=True))
    return tuple(found)


@cache
def images_in(generators: Generators) -> tuple[Images, ...] | None:
    """All generators as signed permutations, if they are."""
    return None if generators.algebra else signed_permutations(finite_of(generators))


@cache
def listed(generators: Generators) -> dict[Square, int]:
    """The position of every element of a finite group, breadth first from the identity."""
    images = images_in(generators)
    if images:
        return {of_images(g): i for i, g in enumerate(closure.elements(images))}
    return {g: i for i, g in enumerate(matrix_elements(finite_of(generators)))}


def of_element(generators: Generators, element: Square, slot: Slot, dual: bool) -> Square:
    """The matrix on one slot of an element of the group; `generators` number a regular axis."""
    match slot.label:
        case "":
            return transpose(inverse_of(element)) if dual else element
        case "det":
            value = ((determinant(element),),)
            return inverse_of(value) if dual else value
        case "sign":
            images = images_of(element)
            assert images is not None
            return ((closure.parity(images),),)
        case "trivial":
            return identity(1)
        case "regular":
            places = listed(generators)
            return of_images(tuple(places[times(element, g)] for g in places))
    if looks_like_irrep(slot.label):
        return turned(element, slot.label)
    raise KeyError(slot.label)


@cache
def _acting(generators: Generators, position: int, slot: Slot, dual: bool) -> Square:
    """The matrix of a finite generator on one slot."""
    return of_element(generators, finite_of(generators)[position], slot, dual)


def derived(matrix: Square, label: str) -> Square:
    """An element of the Lie algebra on an axis."""
    match label:
        case "":
            return matrix
        case "det":
            return ((trace(matrix),),)
        case "sign" | "trivial":
            return ((0,),)
    if looks_like_irrep(label):
        return tangent(matrix, label)
    raise KeyError(label)
