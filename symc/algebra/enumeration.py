"""All elements of a finite group of exact matrices, or why it is not finite."""

from functools import cache

from symc.algebra.matrices import (
    Square,
    identity,
    images_of,
    is_identity,
    times,
    trace,
)
from symc.algebra.numbers import Exact, Surd, approximate, from_terms, terms_of
from symc.ir.symmetry import Images

ELEMENT_BUDGET = 10_000
"""The largest group of matrices whose elements are all listed."""

LONGEST_ORDER = 10_000
"""The highest power of one matrix that is looked at."""


class NotFinite(Exception):
    """Matrices that generate no finite group, or a larger one than is listed."""


@cache
def matrix_elements(
    generators: tuple[Square, ...], budget: int = ELEMENT_BUDGET
) -> tuple[Square, ...]:
    """Every element, breadth first from the identity, products with the generators in their order.

    >>> len(matrix_elements((((0, -1), (1, 0)),)))
    4
    """
    found = dict.fromkeys([identity(len(generators[0]))])
    queue = list(found)
    for element in queue:
        for step in generators:
            product = times(element, step)
            if product not in found:
                reason = infinite_by_trace(product)
                if reason is not None:
                    raise NotFinite(f"a product of them has infinite order: {reason}")
                if len(found) == budget:
                    raise NotFinite(f"they generate more than {budget:,} elements")
                found[product] = None
                queue.append(product)
    return tuple(queue)


def infinite_order(matrix: Square) -> str | None:
    """Why no power of a matrix is the identity, or None.

    Powers of a matrix of finite order have the traces of roots of unity. Of another one, a power
    has a trace that is larger or not integral, or all traces are those of the identity.
    """
    power = matrix
    for _ in range(LONGEST_ORDER):
        if is_identity(power):
            return None
        reason = infinite_by_trace(power)
        if reason is not None:
            return reason
        power = times(power, matrix)
    return f"its first {LONGEST_ORDER:,} powers are not the identity"


def infinite_by_trace(matrix: Square) -> str | None:
    """Why a matrix that is not the identity has infinite order, as far as its trace shows it.

    The trace has to be a sum of n roots of unity: an algebraic integer of absolute value at most
    n, and so has that of the conjugate matrices; it is n for the identity alone.
    """
    n, value = len(matrix), trace(matrix)
    conjugates = conjugates_of(value)
    if value == n and not is_identity(matrix):
        return f"its trace {value} is that of the identity, and it is another matrix"
    if not is_integral(conjugates):
        return f"its trace {value} is no algebraic integer"
    if any(abs(approximate(x)) > n + 1e-9 for x in conjugates):
        return f"its trace {value} or one conjugate to it is above {n} in absolute value"
    return None


def conjugates_of(value: Exact) -> list[Exact]:
    """The number with every choice of signs of the roots, some of them more than once."""
    found = [value]
    primes: set[int] = set()
    for free, _ in terms_of(value):
        primes |= _primes(free)
    for prime in sorted(primes):
        found += [_turned(x, prime) for x in found]
    return found


def is_integral(conjugates: list[Exact]) -> bool:
    """Whether the polynomial with these zeros is integral: whether they are algebraic integers."""
    polynomial: list[Exact] = [1]
    for x in conjugates:
        shifted = [0, *polynomial]
        polynomial = [a - x * b for a, b in zip(shifted, [*polynomial, 0], strict=True)]
    return not any(isinstance(x, Surd) or x.denominator != 1 for x in polynomial)


def _turned(value: Exact, prime: int) -> Exact:
    return from_terms({f: -x if prime in _primes(f) else x for f, x in terms_of(value)})


def _primes(free: int) -> set[int]:
    found = {-1} if free < 0 else set()
    rest, factor = abs(free), 2
    while rest > 1:
        if factor * factor > rest:
            factor = rest
        if rest % factor == 0:
            found.add(factor)
            rest //= factor
        factor += 1
    return found


def signed_permutations(matrices: tuple[Square, ...]) -> tuple[Images, ...] | None:
    """The matrices as signed permutations, if all of them are."""
    found = tuple(images for m in matrices if (images := images_of(m)) is not None)
    return found if len(found) == len(matrices) else None
