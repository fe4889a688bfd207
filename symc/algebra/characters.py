"""Dimensions by characters: the mean over all elements of a finite group."""

from collections import Counter
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
    count = round(approximate(found).real)
    assert found == count, (signature, found)
    return count


Character = tuple[Exact, Exact, Exact, int, bool]
"""The traces of an element and of its inverse, determinant and sign; whether it is the identity."""


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
