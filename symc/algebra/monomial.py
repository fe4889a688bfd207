"""Tensors left alone by operators that take every entry to a multiple of another one."""

from math import prod

Rows = list[list[int]]
"""A matrix modulo a prime."""


def orbit_rows(
    shape: tuple[int, ...], operators: list[tuple[bool, list[Rows]]], prime: int
) -> tuple[int, list[tuple[int, int]]]:
    """The number of basis tensors, and for each entry the one that has it, with its value there.

    Values are modulo a prime, and 0 at entries of no basis tensor. Each operator has a matrix per
    axis; those of a Lie algebra (True) are diagonal.
    """
    entries = prod(shape)
    parent, value = list(range(entries)), [1] * entries
    dead = bytearray(entries)

    def root(entry: int) -> tuple[int, int]:
        path, factor = [], 1
        while parent[entry] != entry:
            path.append(entry)
            entry = parent[entry]
        for at in reversed(path):
            factor = factor * value[at] % prime
            parent[at], value[at] = entry, factor
        return entry, factor

    for derivation, factors in operators:
        if derivation:
            for entry, weight in enumerate(_weights(factors)):
                if weight % prime:
                    dead[root(entry)[0]] = 1
            continue
        for entry, (to, factor) in enumerate(zip(*_moved(factors, prime), strict=True)):
            # T(to) = factor T(entry)
            (a, x), (b, y) = root(entry), root(to)
            ratio = factor * x % prime
            if a == b:
                if ratio != y:
                    dead[a] = 1
                continue
            if a > b:
                a, b, ratio, y = b, a, y, ratio
            parent[b], value[b] = a, ratio * pow(y, -1, prime) % prime
            dead[a] |= dead[b]
    columns: dict[int, int] = {}
    found = []
    for entry in range(entries):
        first, factor = root(entry)
        if dead[first]:
            found.append((0, 0))
            continue
        found.append((columns.setdefault(first, len(columns)), factor))
    return len(columns), found


def _moved(factors: list[Rows], prime: int) -> tuple[list[int], list[int]]:
    """Where each entry goes, and what it is multiplied by."""
    places, values = [0], [1]
    for matrix in factors:
        n = len(matrix)
        to = [next(i for i in range(n) if matrix[i][j]) for j in range(n)]
        by = [matrix[i][j] for j, i in enumerate(to)]
        places = [n * place + i for place in places for i in to]
        values = [x * y % prime for x in values for y in by]
    return places, values


def _weights(factors: list[Rows]) -> list[int]:
    """What a sum of diagonal matrices, each on its own axis, multiplies every entry by."""
    found = [0]
    for matrix in factors:
        found = [x + matrix[i][i] for x in found for i in range(len(matrix))]
    return found
