"""The top level by irreps of S(t), where that is faster than one copy for each permutation.

With all t! permutations of the t axes of one group the top level is a convolution over S(t) at the
permutations of every index tuple. The Fourier transform of S(t) makes it one product for each
irrep, but it has to be gathered, transformed and scattered (section 2.3 of the mathematics).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod
from typing import Literal

from symc.algebra.young import products
from symc.ir.machine import BYTES, FLOPS, ITEMS, LAUNCH, SMALL_FLOPS, duration
from symc.ir.parameters import Weight
from symc.ir.waist import Frame, Order
from symc.schedule.fold import NOMINAL

MOST_AXES = 4
"""The most axes whose permutations are transformed."""

INDEX = 24
"""Bytes per entry for the places that are gathered from and scattered to."""

AROUND = 10
"""Passes over the numbers to gather, transform, join, transform back and scatter them."""

THIN = SMALL_FLOPS / 4
"""Operations per second of products with the t! by t! matrix of the transform."""


@dataclass(frozen=True, slots=True)
class Form:
    """How the permutations of a top level are summed up, and why not as copies."""

    form: Literal["copies", "fourier"] = "copies"
    reason: str = ""


def squeeze(frame: Frame, weight: Weight, orders: tuple[Order, ...]) -> Form:
    """The cheaper form; it makes no difference for what is computed or learned."""
    axes = sum(frame.orders)
    if not 2 <= axes <= MOST_AXES or sum(k > 0 for k in frame.orders) > 1:
        return Form()
    if len(orders) < factorial(axes) or weight.kept is not None or weight.ties:
        return Form()
    sizes = [NOMINAL if isinstance(n, str) else n for n in frame.sizes]
    rows, columns = sum(weight.rows), sum(weight.columns)
    copies = by_copies(axes, ITEMS * prod(sizes), rows, columns)
    rising = prod(n + i for i, n in enumerate(sizes))
    irreps = by_irreps(axes, ITEMS * rising, rows, columns)
    if copies <= irreps:
        return Form()
    (group,) = {g for g, k in zip(frame.groups, frame.orders, strict=True) if k}
    at = f"{ITEMS} items"
    if group.is_free:
        at += f", {group.size} = {NOMINAL}"
    return Form(
        "fourier",
        f"top level by irreps of S({axes}): {_told(products(axes))} products per entry instead of "
        f"{factorial(axes)}: {duration(irreps)}, copies {duration(copies)} (estimates at {at})",
    )


def by_copies(axes: int, entries: int, rows: int, columns: int) -> float:
    """Seconds for t! permuted copies: each read once, and its product added to the result."""
    count = factorial(axes)
    work = 2 * count * rows * columns / FLOPS
    moved = 4 * count * (rows + columns) / BYTES
    return entries * (work + moved) + 2 * count * LAUNCH


def by_irreps(axes: int, entries: int, rows: int, columns: int) -> float:
    """Seconds by irreps: transforms of all numbers, products, and passes over memory.

    A product by an irrep of d dimensions is d^3 products of its blocks, each of which reads rows
    and adds to columns. The entries are all permutations of all rising index tuples.
    """
    count = factorial(axes)
    fewer = float(products(axes))
    work = 2 * fewer * rows * columns / FLOPS + 2 * count * (rows + columns) / THIN
    moved = (4 * (AROUND + 3 * fewer) * (rows + columns) / 2 + INDEX) / BYTES
    weights = 2 * count**2 * rows * columns / SMALL_FLOPS
    return entries * (work + moved) + weights + 60 * LAUNCH


def _told(number: Fraction) -> str:
    return f"{float(number):.3g}"
