"""Tensors that operators leave alone, exactly: the null space is found modulo a prime.

The reduced row echelon form modulo a prime is lifted to exact numbers. What is lifted satisfies
the equations modulo the prime; as it has small numerators and denominators, both sides of each
equation differ by less than the prime, so that they are equal. A null space is never larger than
it is modulo a prime: all of it has been found.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod

from symc.algebra.matrices import Square
from symc.algebra.modular import Embedding, Recovery, embeddings, field_of
from symc.algebra.monomial import orbit_rows
from symc.algebra.numbers import Exact, denominator, size
from symc.algebra.packed import Packing, Rows, combined, null_space

MOST_UNKNOWNS = 20_000
"""How many entries the tensors may have."""

MOST_COLUMNS = 8_000_000
"""How many numbers a matrix may have: entries times candidates that signed permutations leave."""

Element = tuple[tuple[int, Exact], ...]
"""A tensor: its entries that are not 0, rising, and their values."""


class TooManyUnknowns(Exception):
    """Tensors with so many entries are not solved for."""

    def __init__(self, number: int, limit: int = MOST_UNKNOWNS) -> None:
        super().__init__(number, limit)
        self.number = number
        self.limit = limit

    def __str__(self) -> str:
        return f"{self.number:,} unknowns are more than {self.limit:,}"


@dataclass(frozen=True)
class Operator:
    """A product of matrices, one per axis, that leaves tensors alone.

    Of a Lie algebra it is the sum, each matrix acting on its own axis, that takes tensors to 0.
    """

    factors: tuple[Square, ...]
    derivation: bool = False

    @cached_property
    def scales(self) -> tuple[int, ...]:
        """The common denominator of each matrix; all of them the same in a sum."""
        found = [lcm(*(denominator(x) for row in m for x in row)) for m in self.factors]
        return (lcm(*found),) * len(found) if self.derivation else tuple(found)

    @cached_property
    def norm(self) -> Fraction:
        """A bound on how far the equations, denominators cleared, stretch any tensor."""
        norms = [max((sum(map(size, row)) for row in m), default=Fraction(0)) for m in self.factors]
        if self.derivation:
            return Fraction(sum(s * x for s, x in zip(self.scales, norms, strict=True)))
        return Fraction(prod(self.scales) * (prod(norms) + 1))

    @cached_property
    def is_monomial(self) -> bool:
        """Whether each entry goes to one entry; of a sum, whether each stays where it is."""
        if self.derivation:
            return all(
                not x or i == j
                for m in self.factors
                for i, r in enumerate(m)
                for j, x in enumerate(r)
            )
        return all(sum(x != 0 for x in row) == 1 for m in self.factors for row in m)


def invariants(shape: tuple[int, ...], operators: tuple[Operator, ...]) -> tuple[Element, ...]:
    """What all operators leave alone: a basis in reduced row echelon form, entries row-major."""
    entries = checked(shape)
    field = field_of({x for op in operators for m in op.factors for row in m for x in row})
    terms = max(entries, 2)
    bits = (63 - terms.bit_length()) // 2
    while True:
        embedded = embeddings(field, bits)
        found = _lifted(embedded, [_solved(e, shape, operators, terms) for e in embedded])
        if found is not None and _certain(found, operators, embedded[0].prime):
            return found
        bits = max(61, 2 * bits + 5)


def nullity(shape: tuple[int, ...], operators: tuple[Operator, ...]) -> int:
    """The dimension modulo one prime: never less than the true one, larger at unlucky primes."""
    entries = checked(shape)
    field = field_of({x for op in operators for m in op.factors for row in m for x in row})
    terms = max(entries, 2)
    embedding = embeddings(field, (63 - terms.bit_length()) // 2 - 1)[0]
    return _solved(embedding, shape, operators, terms)[0].columns


def checked(shape: tuple[int, ...]) -> int:
    """The number of entries, unless there are too many."""
    entries = prod(shape)
    if entries > MOST_UNKNOWNS:
        raise TooManyUnknowns(entries)
    return entries


Solved = tuple[Packing, Rows]
"""A basis: a packed row per entry, a tensor per column."""


def _solved(
    embedding: Embedding, shape: tuple[int, ...], operators: tuple[Operator, ...], terms: int
) -> Solved:
    monomial = [operator for operator in operators if operator.is_monomial]
    images = [
        (operator.derivation, [_image(embedding, m, 1) for m in operator.factors])
        for operator in monomial
    ]
    columns, places = orbit_rows(shape, images, embedding.prime)
    packing = Packing(embedding.prime, columns, terms)
    if columns * len(places) > MOST_COLUMNS:
        raise TooManyUnknowns(columns * len(places), MOST_COLUMNS)
    rows = [value * packing.unit(at) if value else 0 for at, value in places]
    for operator in sorted(operators, key=lambda operator: not operator.derivation):
        if operator.is_monomial or not packing.columns:
            continue
        narrow, solutions = null_space(
            packing, _equations(embedding, shape, operator, packing, rows)
        )
        if narrow.columns < packing.columns:
            rows = [_reduced(packing, narrow, row, solutions) for row in rows]
            packing = narrow
    return packing, rows


def _reduced(packing: Packing, narrow: Packing, row: int, solutions: Rows) -> int:
    if not row:
        return 0
    if row & (row - 1) == 0 and (row.bit_length() - 1) % packing.width == 0:
        return solutions[(row.bit_length() - 1) // packing.width]
    return narrow.reduced(combined(packing.unpack(row), solutions))


def _equations(
    embedding: Embedding, shape: tuple[int, ...], operator: Operator, packing: Packing, rows: Rows
) -> Rows:
    """The images of all basis tensors under an operator that has to be zero, reduced."""
    factors = [
        _image(embedding, m, scale)
        for m, scale in zip(operator.factors, operator.scales, strict=True)
    ]
    strides = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    sums = [max(sum(map(abs, row)) for row in m) for m in factors]
    if operator.derivation:
        total = [0] * len(rows)
        bound = 0
        for m, stride, grown in zip(factors, strides, sums, strict=True):
            bound += embedding.prime * grown
            if bound > packing.bound:
                total = [packing.signed(row) for row in total]
                bound = embedding.prime * (grown + 1)
            moved = _along(rows, m, stride)
            total = [a + b for a, b in zip(total, moved, strict=True)]
        return [packing.signed(row) for row in total]
    moved, bound = rows, embedding.prime
    for m, stride, grown in zip(factors, strides, sums, strict=True):
        if bound * grown > packing.bound:
            moved, bound = [packing.signed(row) for row in moved], embedding.prime
        moved, bound = _along(moved, m, stride), bound * grown
    scale = prod(operator.scales) % embedding.prime
    if bound + scale * embedding.prime > packing.bound:
        moved = [packing.signed(row) for row in moved]
    return [packing.signed(a - scale * b) for a, b in zip(moved, rows, strict=True)]


def _image(embedding: Embedding, matrix: Square, scale: int) -> list[list[int]]:
    return [[embedding.centred(scale * x) if x else 0 for x in row] for row in matrix]


def _along(rows: Rows, matrix: list[list[int]], stride: int) -> Rows:
    """A matrix times one axis of a tensor with packed entries."""
    n = len(matrix)
    if n == 1:
        value = matrix[0][0]
        return rows if value == 1 else [value * row for row in rows]
    lines = [[(j, x) for j, x in enumerate(line) if x] for line in matrix]
    found = [0] * len(rows)
    step = n * stride
    for start in range(0, len(rows), step):
        for first in range(start, start + stride):
            fibre = rows[first : start + step : stride]
            for i, line in enumerate(lines):
                found[first + i * stride] = sum([x * fibre[j] for j, x in line if fibre[j]])
    return found


def _pivots(solved: Solved) -> list[int]:
    """The entry at which each basis tensor is 1 and all others are 0: the first that is not 0."""
    packing, rows = solved
    found, column = [], 0
    for entry, row in enumerate(rows):
        if row == packing.unit(column):
            found.append(entry)
            column += 1
    assert column == packing.columns
    return found


def _lifted(embedded: tuple[Embedding, ...], solved: list[Solved]) -> tuple[Element, ...] | None:
    """The basis in exact numbers, or None where they are too long for the prime."""
    if any(_pivots(one) != _pivots(solved[0]) for one in solved):
        return None
    recovery = Recovery(embedded)
    elements: list[list[tuple[int, Exact]]] = [[] for _ in range(solved[0][0].columns)]
    for entry, rows in enumerate(zip(*(rows for _, rows in solved), strict=True)):
        if not any(rows):
            continue
        unpacked = [packing.unpack(row) for (packing, _), row in zip(solved, rows, strict=True)]
        for column, images in enumerate(zip(*unpacked, strict=True)):
            if any(images):
                value = recovery.of(images)
                if value is None:
                    return None
                elements[column].append((entry, value))
    return tuple(map(tuple, elements))


def _certain(elements: tuple[Element, ...], operators: tuple[Operator, ...], prime: int) -> bool:
    """Whether the terms are so short that equations modulo the prime are equations."""
    stretch = max((operator.norm for operator in operators), default=Fraction(0))
    known: dict[Exact, tuple[int, Fraction]] = {}
    for element in elements:
        scale, largest = 1, Fraction(0)
        for _, value in element:
            if value not in known:
                known[value] = denominator(value), size(value)
            scale = lcm(scale, known[value][0])
            largest = max(largest, known[value][1])
        if scale * largest * stretch >= prime:
            return False
    return True
