"""Finite groups of signed permutations: products, characters, all elements within a budget, orders.

A signed permutation of n points sends point i to `images[i]`, or to minus `~images[i]` where that
is negative.
"""

from functools import cache
from random import Random
from typing import TYPE_CHECKING

from symc.ir.symmetry import Images

if TYPE_CHECKING:
    from sympy.combinatorics import PermutationGroup

ELEMENT_BUDGET = 20_000
"""The largest group whose elements are all listed."""

ENTRY_BUDGET = 4_000_000
"""The largest number of images of all elements together, unless a budget is given."""


WORD = 50
"""How often each generator is in a random product, on average."""


class TooLarge(Exception):
    """A group that has more elements than can be listed; `order` is None where it is not known."""

    def __init__(self, order: int | None, budget: int) -> None:
        known = f"{order:,}" if order is not None else f"more than {budget:,}"
        super().__init__(f"{known} elements, and at most {budget:,} are listed")
        self.order = order
        self.budget = budget


def identity(points: int) -> Images:
    """The permutation that moves nothing."""
    return tuple(range(points))


def compose(first: Images, second: Images) -> Images:
    """The product: `second`, then `first`.

    >>> compose((1, 2, 0), (~0, 1, 2)), compose((~1, 0), (~1, 0))
    ((-2, 2, 0), (-1, -2))
    """
    return tuple([first[i] if i >= 0 else ~first[~i] for i in second])


def inverse(images: Images) -> Images:
    """The inverse signed permutation.

    >>> inverse((1, ~2, 0))
    (2, 0, -2)
    """
    found = [0] * len(images)
    for i, to in enumerate(images):
        found[to if to >= 0 else ~to] = i if to >= 0 else ~i
    return tuple(found)


def is_signed(images: Images) -> bool:
    """Whether any point changes its sign."""
    return any(i < 0 for i in images)


def unsigned(images: Images) -> Images:
    """The permutation without the signs."""
    return tuple([i if i >= 0 else ~i for i in images])


def doubled(images: Images) -> Images:
    """The permutation of the 2n points of either sign: minus point i is point n + i.

    >>> doubled((~1, 0))
    (3, 0, 1, 2)
    """
    n = len(images)
    plus = [i if i >= 0 else n + ~i for i in images]
    return (*plus, *((i + n) % (2 * n) for i in plus))


def parity(images: Images) -> int:
    """The sign of the permutation of the points, changes of sign ignored.

    >>> parity((1, 0, 2)), parity((1, 2, 0)), parity((~0, 1))
    (-1, 1, 1)
    """
    seen: set[int] = set()
    sign = 1
    for start in range(len(images)):
        at, length = start, 0
        while at not in seen:
            seen.add(at)
            at = images[at] if images[at] >= 0 else ~images[at]
            length += 1
        if length and length % 2 == 0:
            sign = -sign
    return sign


def determinant(images: Images) -> int:
    """The determinant of the matrix of a signed permutation."""
    return parity(images) * (-1 if sum(i < 0 for i in images) % 2 else 1)


def trace(images: Images) -> int:
    """The number of fixed points, less those that only change their sign."""
    return sum((to == i) - (~to == i) for i, to in enumerate(images))


def cycles(images: Images) -> str:
    """A permutation as it is written, with points from 1 on; with signs, a row of images.

    >>> cycles((1, 0, 2, 4, 5, 3)), cycles((0, 1)), cycles((~1, 0))
    ('(1 2)(4 5 6)', '1', '[-2 1]')
    """
    if is_signed(images):
        return f"[{' '.join(str(i + 1) if i >= 0 else str(i) for i in images)}]"
    found: list[str] = []
    seen: set[int] = set()
    for start, to in enumerate(images):
        if to == start or start in seen:
            continue
        cycle = [start]
        while (at := images[cycle[-1]]) != start:
            cycle.append(at)
        seen.update(cycle)
        found.append(f"({' '.join(str(i + 1) for i in cycle)})")
    return "".join(found) or "1"


@cache
def elements(generators: tuple[Images, ...], budget: int | None = None) -> tuple[Images, ...]:
    """Every element, breadth first from the identity, products with the generators in their order.

    Raises `TooLarge` if there are more than the budget.

    >>> elements(((1, 2, 0),))
    ((0, 1, 2), (1, 2, 0), (2, 0, 1))
    """
    if budget is None:
        budget = min(ELEMENT_BUDGET, ENTRY_BUDGET // len(generators[0]))
    found = dict.fromkeys([identity(len(generators[0]))])
    queue = list(found)
    for element in queue:
        for step in generators:
            product = compose(element, step)
            if product not in found:
                if len(found) == budget:
                    raise TooLarge(None, budget)
                found[product] = None
                queue.append(product)
    return tuple(queue)


def are_within(generators: tuple[Images, ...], budget: int | None = None) -> bool:
    """Whether all elements can be listed."""
    return _size_within(generators, budget) is not None


@cache
def _size_within(generators: tuple[Images, ...], budget: int | None) -> int | None:
    try:
        return len(elements(generators, budget))
    except TooLarge:
        return None


@cache
def order(generators: tuple[Images, ...]) -> int:
    """The number of elements; of a large group by Schreier and Sims, without listing them.

    >>> order(((1, 0, 2, 3), (1, 2, 3, 0))), order(((~0,),)), order(((1, 0), (~0, 1)))
    (24, 2, 8)
    """
    few = _size_within(generators, 1_000)
    if few is not None:
        return few
    size = alternating_order(generators)
    return size if size is not None else int(permutation_group(generators).order())


@cache
def alternating_order(generators: tuple[Images, ...]) -> int | None:
    """The order of a group that has all even permutations of its 8 or more points, else None.

    The test looks for a cycle of prime length that only such groups have (Jordan); it may miss
    one, but what it finds is a proof.
    """
    points = len(generators[0])
    if points < 8 or any(map(is_signed, generators)):
        return None
    if not permutation_group(generators).is_alt_sym():
        return None
    from math import factorial

    return factorial(points) // (1 if any(parity(g) < 0 for g in generators) else 2)


@cache
def permutation_group(generators: tuple[Images, ...]) -> "PermutationGroup":
    """The group as sympy knows it; signed ones on the points of either sign."""
    from sympy.combinatorics import Permutation, PermutationGroup

    moved = map(doubled, generators) if any(map(is_signed, generators)) else generators
    return PermutationGroup([Permutation(list(images)) for images in moved])


def random_element(generators: tuple[Images, ...], random: Random) -> Images:
    """A uniformly random element; where they cannot be listed, a long random product."""
    if are_within(generators):
        return random.choice(elements(generators))
    points = len(generators[0])
    found = identity(points)
    for _ in range(WORD * len(generators)):
        step = random.choice(generators)
        found = compose(found, step)
        if random.random() < 0.5:
            found = inverse(found)
    return found
