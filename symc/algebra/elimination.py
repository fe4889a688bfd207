"""Which of a sequence of exact vectors are independent of those before them."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from symc.algebra.numbers import Exact, inverse, read
from symc.ir.tensors import Number

Place = TypeVar("Place")


def independent(vectors: Iterable[Mapping[Place, Number]]) -> tuple[int, ...]:
    """The positions of the vectors that raise the rank, by sparse elimination without rounding.

    >>> independent([{0: 1, 1: 1}, {0: 2, 1: 2}, {}, {1: 3}])
    (0, 3)
    """
    pivots: dict[Place, dict[Place, Exact]] = {}
    kept: list[int] = []
    for position, vector in enumerate(vectors):
        row: dict[Place, Exact] = {place: read(value) for place, value in vector.items()}
        for place, pivot in pivots.items():
            factor = row.get(place, 0)
            if factor:
                _subtract(row, pivot, factor)
        if row:
            lead = next(iter(row))
            scale = inverse(row[lead])
            pivots[lead] = {place: value * scale for place, value in row.items()}
            kept.append(position)
    return tuple(kept)


def _subtract(row: dict[Place, Exact], pivot: dict[Place, Exact], factor: Exact) -> None:
    for place, value in pivot.items():
        left = row.get(place, 0) - value * factor
        if left:
            row[place] = left
        else:
            row.pop(place, None)
