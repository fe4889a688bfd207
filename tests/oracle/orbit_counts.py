"""Orbits of pairs of entries of weight spaces, by union-find on the entries themselves.

Nothing here knows of symc: a weight space is a list of tensors, a tensor a list of axes, an axis a
list of names of groups or lengths, row-major. A group within another has one copy of its own for
each of the other's points. The maps that commute with all groups have one basis element for each
orbit of pairs of entries, and the invariants one for each orbit of entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

Axis = tuple[str | int, ...]
Tensor = tuple[Axis, ...]
Point = tuple[int, ...]


@dataclass(frozen=True)
class Space:
    """Tensors by name, the number of points of every group, and which lies within which."""

    tensors: dict[str, Tensor]
    sizes: dict[str, int]
    within: dict[str, str] = field(default_factory=dict)

    def atoms(self, name: str) -> tuple[str | int, ...]:
        """What the axes of a tensor are made of, in a row."""
        return tuple(atom for axis in self.tensors[name] for atom in axis)

    def entries(self) -> list[tuple[str, Point]]:
        """Every entry: the tensor and its index along each atom."""
        found = []
        for name in self.tensors:
            lengths = [a if isinstance(a, int) else self.sizes[a] for a in self.atoms(name)]
            found += [(name, point) for point in product(*map(range, lengths))]
        return found

    def moves(self) -> Iterator[list[int]]:
        """Generators, as permutations of the numbers of the entries."""
        entries = self.entries()
        number = {entry: i for i, entry in enumerate(entries)}
        for group, size in self.sizes.items():
            outer = self.within.get(group)
            copies = range(self.sizes[outer]) if outer else (None,)
            for copy, i in product(copies, range(size - 1)):
                yield [number[name, self._swapped(name, p, group, i, copy)] for name, p in entries]

    def _swapped(self, name: str, point: Point, group: str, i: int, copy: int | None) -> Point:
        """An index with points i and i + 1 of a group exchanged, in one copy where there are many.

        Where the points of a group move, whatever lies within them moves along.
        """
        out = list(point)
        outer = self.within.get(group)
        last: dict[str | int, int] = {}
        for at, atom in enumerate(self.atoms(name)):
            if isinstance(atom, str):
                last[atom] = point[at]
            if atom == group and (copy is None or last[outer or ""] == copy):
                out[at] = {i: i + 1, i + 1: i}.get(point[at], point[at])
        return tuple(out)


def orbits(count: int, moves: list[list[int]]) -> int:
    """The number of orbits of so many points under these permutations."""
    parent = list(range(count))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    found = count
    for move in moves:
        for i, j in enumerate(move):
            a, b = root(i), root(j)
            if a != b:
                parent[a] = b
                found -= 1
    return found


def invariants(space: Space) -> int:
    """The dimension of the invariant readouts, which is that of the biases."""
    return orbits(len(space.entries()), list(space.moves()))


def maps(space: Space) -> int:
    """The dimension of the equivariant linear maps from the space to itself."""
    n = len(space.entries())
    pairs = [[move[i] * n + move[j] for i in range(n) for j in range(n)] for move in space.moves()]
    return orbits(n * n, pairs)
