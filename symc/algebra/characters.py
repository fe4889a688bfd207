"""Dimensions by characters: the mean over all elements of a finite group."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from symc.algebra import closure
from symc.algebra.acting import finite_of, images_in
from symc.algebra.enumeration import matrix_elements
from symc.algebra.family import Signature
from symc.algebra.matrices import determinant, inverse_of, is_identity, trace
from symc.algebra.numbers import Exact, approximate
from symc.ir.symmetry import Generators


def mean(generators: Generators, signature: Signature) -> int:
    """The average over all elements of the product of the characters of the slots."""
    total: Exact = 0
    listed = _characters(generators)
    order = sum(listed.values())
    for character, count in listed.items():
        term: Exact = count
        for slot in signature.bottom:
            term = term * _value(character, slot.label, not slot.dual, order)
        for slot in signature.top:
            term = term * _value(character, slot.label, slot.dual, order)
        total = total + term
    found = total * Fraction(1, order)
    count = round(approximate(found).real)
    assert found == count, (signature, found)
    return count


def is_faithful(generators: Generators, tensors: Iterable[tuple[str, ...]]) -> bool:
    """Whether every element but the identity moves one of these products of axes, by their labels.

    A product has the character of the identity for those alone that leave it as it is.
    """
    listed, held = _characters(generators), tuple(tensors)
    order = sum(listed.values())
    told = {each: [_product(each, labels, order) for labels in held] for each in listed}
    one = next(values for each, values in told.items() if each[-1])
    return all(each[-1] or values != one for each, values in told.items())


Character = tuple[Exact, Exact, Exact, int, bool]
"""The traces of an element and of its inverse, determinant and sign; whether it is the identity."""


def _value(character: Character, label: str, turned: bool, order: int) -> Exact:
    """The trace on one axis, which is dual if `turned`."""
    value, dual, det, sign, is_one = character
    match label:
        case "":
            return dual if turned else value
        case "det":
            return det
        case "sign":
            return sign
        case "regular":
            return order if is_one else 0
    return 1


def _product(character: Character, labels: tuple[str, ...], order: int) -> Exact:
    total: Exact = 1
    for label in labels:
        total = total * _value(character, label, False, order)
    return total


@cache
def _characters(generators: Generators) -> Counter[Character]:
    """How often each combination of characters occurs."""
    images = images_in(generators)
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
