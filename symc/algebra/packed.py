"""Matrices modulo a prime whose rows are single integers, so that row operations are fast.

Column j of a row is in the bits from j times the width on; rows are added and multiplied whole, and
reduced modulo the prime once in a while.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import pack, unpack

Rows = list[int]
"""Packed rows."""


@dataclass(slots=True)
class Packing:
    """How rows of `columns` numbers below `prime` are packed; `terms` products may be added."""

    prime: int
    columns: int
    terms: int
    width: int = field(init=False)
    _offset: int = field(init=False)

    def __post_init__(self) -> None:
        bits = 2 * self.prime.bit_length() + self.terms.bit_length() + 1
        self.width = 64 if bits <= 64 else -(-bits // 8) * 8
        self._offset = 0

    def pack(self, values: list[int]) -> int:
        """The row with these entries, each between 0 and the prime."""
        if self.width == 64:
            return int.from_bytes(pack(f"<{len(values)}Q", *values), "little")
        size = self.width // 8
        return int.from_bytes(b"".join([v.to_bytes(size, "little") for v in values]), "little")

    def unpack(self, row: int) -> list[int]:
        """The entries of a row modulo the prime."""
        p, size, n = self.prime, self.width // 8, self.columns
        data = row.to_bytes(size * n, "little")
        if self.width == 64:
            return [v % p for v in unpack(f"<{n}Q", data)]
        get = int.from_bytes
        return [get(data[i : i + size], "little") % p for i in range(0, size * n, size)]

    def reduced(self, row: int) -> int:
        """The row with entries between 0 and the prime."""
        return self.pack(self.unpack(row)) if row else 0

    def signed(self, row: int) -> int:
        """The same of a row whose entries may be negative, but are within the bound."""
        if not row:
            return 0
        if not self._offset:
            multiple = ((1 << (self.width - 1)) // self.prime) * self.prime
            self._offset = self.pack([multiple] * self.columns)
        return self.reduced(row + self._offset)

    @property
    def bound(self) -> int:
        """What entries of signed rows must stay below."""
        return (1 << (self.width - 1)) - self.prime

    def unit(self, column: int) -> int:
        """The row with a 1 in one column."""
        return 1 << (self.width * column)


def null_space(packing: Packing, rows: Iterable[int]) -> tuple[Packing, Rows]:
    """All vectors orthogonal to the rows: one packed row per coordinate, a vector per column.

    The vectors are in reduced row echelon form: each has a 1 at its first coordinate, where all
    others are 0.
    """
    p, width, n = packing.prime, packing.width, packing.columns
    pivots: list[int | None] = [None] * n
    seen = {0}
    for row in rows:
        if row in seen:
            continue
        seen.add(row)
        while row:
            lead = (row.bit_length() - 1) // width
            shift = width * lead
            value = (row >> shift) % p
            row &= (1 << shift) - 1
            if not value:
                continue
            pivot = pivots[lead]
            if pivot is not None:
                row += value * pivot
                continue
            # row lead of the echelon form, its leading 1 left out and its sign turned
            scale = -pow(value, -1, p) % p
            pivots[lead] = packing.pack([v * scale % p for v in packing.unpack(row)]) if row else 0
            break
    return _solved(packing, pivots)


def _solved(packing: Packing, pivots: list[int | None]) -> tuple[Packing, Rows]:
    """Back substitution, from the first coordinate on."""
    free = sum(pivot is None for pivot in pivots)
    narrow = Packing(packing.prime, free, packing.terms)
    found: Rows = []
    column = 0
    for pivot in pivots:
        if pivot is None:
            found.append(narrow.unit(column))
            column += 1
        elif pivot and free:
            total = combined(packing.unpack(pivot), found)
            found.append(narrow.reduced(total))
        else:
            found.append(0)
    return narrow, found


def combined(values: list[int], rows: Rows) -> int:
    """The sum of multiples of rows; further values are 0."""
    return sum(value * row for value, row in zip(values, rows, strict=False) if value and row)
