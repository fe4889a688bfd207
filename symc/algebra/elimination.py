"""Which of a sequence of exact vectors are independent of those before them."""

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import TypeVar

from symc.algebra.numbers import Exact, inverse, read
from symc.ir.tensors import Number

Place = TypeVar("Place")


def independent(vectors: Iterable[Mapping[Place, Number]]) -> tuple[int, ...]:
    """The positions of the vectors that raise the rank, by sparse elimination without rounding.

    >>> independent([{0: 1, 1: 1}, {0: 2, 1: 2}, {}, {1: 3}])
    (0, 3)
    """
    pivots: list[tuple[Place, dict[Place, Exact]]] = []
    order: dict[Place, int] = {}
    kept: list[int] = []
    for position, vector in enumerate(vectors):
        row: dict[Place, Exact] = {place: read(value) for place, value in vector.items()}
        todo = [order[place] for place in row if place in order]
        heapify(todo)
        while todo:
            first = heappop(todo)
            lead, pivot = pivots[first]
            factor = row.get(lead, 0)
            if factor:
                _subtract(row, pivot, factor)
                for place in pivot:
                    if order.get(place, first) > first:
                        heappush(todo, order[place])
        if row:
            lead = next(iter(row))
            scale = inverse(row[lead])
            order[lead] = len(pivots)
            pivots.append((lead, {place: value * scale for place, value in row.items()}))
            kept.append(position)
    return tuple(kept)


def _subtract(row: dict[Place, Exact], pivot: dict[Place, Exact], factor: Exact) -> None:
    for place, value in pivot.items():
        left = row.get(place, 0) - value * factor
        if left:
            row[place] = left
        else:
            row.pop(place, None)
