"""Counts of combinatorial objects, as exact integers."""

from collections.abc import Iterator
from functools import cache
from math import factorial, prod

Shape = tuple[int, ...]


@cache
def stirling(points: int, blocks: int) -> int:
    """The number of set partitions of `points` points into exactly `blocks` blocks."""
    row = [1]
    for _ in range(points):
        row = [
            (j * row[j] if j < len(row) else 0) + (row[j - 1] if j else 0)
            for j in range(len(row) + 1)
        ]
    return row[blocks] if blocks < len(row) else 0


def bell(points: int, blocks: int | None = None) -> int:
    """The number of set partitions of `points` points, into at most `blocks` blocks if given.

    >>> [bell(4), bell(4, 3), bell(4, 2), bell(6, 5)]
    [15, 14, 8, 202]
    """
    top = points if blocks is None else min(blocks, points)
    return sum(stirling(points, j) for j in range(top + 1))


def double_factorial(points: int) -> int:
    """The number of perfect matchings of `points` points, 0 for an odd number."""
    return 0 if points % 2 else prod(range(points - 1, 0, -2))


def shapes(boxes: int, rows: int, step: int = 1, largest: int | None = None) -> Iterator[Shape]:
    """Every partition of `boxes` into at most `rows` parts, all of them multiples of `step`."""
    if boxes == 0:
        yield ()
        return
    if rows == 0:
        return
    top = boxes if largest is None else min(boxes, largest)
    for part in range(top - top % step, 0, -step):
        for rest in shapes(boxes - part, rows - 1, step, part):
            yield (part, *rest)


def tableaux(shape: Shape) -> int:
    """The number of standard Young tableaux of a shape, by the hook length formula.

    >>> tableaux((2, 1)), tableaux((3, 2)), tableaux(())
    (2, 5, 1)
    """
    columns = [sum(1 for row in shape if row > c) for c in range(shape[0] if shape else 0)]
    hooks = prod(row - c + columns[c] - r - 1 for r, row in enumerate(shape) for c in range(row))
    return factorial(sum(shape)) // hooks


def even_rows(points: int, rows: int) -> int:
    """The sum of f^lambda over shapes of `points` boxes with at most `rows` rows, all even.

    This is the dimension of the O(n)-invariants of V^{(x)N} for n = rows.

    >>> [even_rows(n, 3) for n in (2, 4, 6, 8)], even_rows(6, 2)
    ([1, 3, 15, 91], 10)
    """
    return sum(tableaux(shape) for shape in shapes(points, rows, 2)) if points % 2 == 0 else 0


def odd_rows(points: int, rows: int) -> int:
    """The sum of f^lambda over shapes of `points` boxes with exactly `rows` rows, all odd.

    This is the dimension of the det-twisted O(n)-invariants of V^{(x)N} for n = rows.

    >>> [odd_rows(n, 3) for n in (3, 5, 7)]
    [1, 6, 36]
    """
    if points < rows or (points - rows) % 2:
        return 0
    return sum(
        tableaux(tuple(part + 1 for part in shape) + (1,) * (rows - len(shape)))
        for shape in shapes(points - rows, rows, 2)
    )


def even_columns(points: int, rows: int) -> int:
    """The sum of f^lambda over shapes of `points` boxes with at most `rows` rows, all columns even.

    This is the dimension of the Sp(2m)-invariants of V^{(x)N} for 2m = rows.

    >>> [even_columns(n, 4) for n in (2, 4, 6, 8)], even_columns(6, 2)
    ([1, 3, 14, 84], 5)
    """
    if points % 2:
        return 0
    halves = shapes(points // 2, rows // 2)
    return sum(tableaux(tuple(part for part in half for _ in (0, 1))) for half in halves)


def rectangles(boxes: int, rows: int, columns: int) -> int:
    """The sum of f^mu f^(mu + c^n) over shapes mu of `boxes` boxes with at most n = `rows` rows.

    `columns` = c columns of n boxes are put in front. This is the dimension of the
    SL(n)-invariants of V^{(x)a} (x) V*^{(x)b} for b = boxes and a = b + cn; of GL(n)'s for c = 0.

    >>> [rectangles(n, 2, 0) for n in range(6)], rectangles(1, 2, 1), rectangles(0, 2, 2)
    ([1, 1, 2, 5, 14, 42], 2, 2)
    """
    return sum(
        tableaux(shape) * tableaux(tuple(part + columns for part in full) if columns else shape)
        for shape in shapes(boxes, rows)
        for full in ((*shape, *(0,) * (rows - len(shape))),)
    )


def counted(count: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "slot"), counted(3, "matching")
    ('1 slot', '3 matchings')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
