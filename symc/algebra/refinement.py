"""Automorphisms of a coloured graph by individualisation and refinement (McKay 1981).

Along one path the first vertex of a cell is set apart until all cells are single vertices. Level by
level from the end of the path, images of the vertex that was set apart there are tried, one for
each orbit of what is known: what is found generates the whole group, a stabilizer chain.
"""

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

from symc.ir.symmetry import Images

Arcs: TypeAlias = tuple[dict[int, int], ...]
"""For every vertex its neighbours, and the colour of the pair as seen from it."""

Trace: TypeAlias = list[tuple[int, tuple[tuple[int, tuple[int, ...]], ...]]]
"""How cells were split; the same for vertices that an automorphism exchanges."""

STEP_BUDGET = 50_000
"""At most so many vertices are set apart."""


class TooHard(Exception):
    """A search that takes more than the budget of steps."""


@dataclass(slots=True)
class _Partition:
    """Cells by the number of vertices before them, and the cell of each vertex."""

    cells: dict[int, list[int]]
    cell_of: list[int]

    def copy(self) -> "_Partition":
        return _Partition({at: list(cell) for at, cell in self.cells.items()}, list(self.cell_of))

    def smallest(self) -> int | None:
        """The first of the smallest cells with several vertices."""
        many = [(len(cell), at) for at, cell in self.cells.items() if len(cell) > 1]
        return min(many)[1] if many else None

    def put(self, at: int, pieces: list[list[int]]) -> list[int]:
        """Replaces a cell by pieces of it; where they are."""
        places = []
        for piece in pieces:
            self.cells[at] = piece
            for vertex in piece:
                self.cell_of[vertex] = at
            places.append(at)
            at += len(piece)
        return places


def automorphism_generators(arcs: Arcs, colours: tuple[int, ...]) -> tuple[Images, ...]:
    """Generators of the group of a graph with coloured vertices and pairs; () if it is trivial.

    >>> automorphism_generators(({1: 0}, {0: 0, 2: 0}, {1: 0}), (0, 0, 0))
    ((2, 1, 0),)
    """
    return _Search(arcs, colours).generators()


class _Search:
    def __init__(self, arcs: Arcs, colours: tuple[int, ...]) -> None:
        self.arcs, self.steps = arcs, 0
        by_colour = [
            [v for v, own in enumerate(colours) if own == colour] for colour in sorted(set(colours))
        ]
        start = _Partition({}, [0] * len(colours))
        _refine(start, start.put(0, by_colour), arcs)
        self.path = [start]
        self.traces: list[Trace] = [[]]
        self.base: list[tuple[int, int]] = []
        while (at := self.path[-1].smallest()) is not None:
            vertex = min(self.path[-1].cells[at])
            after, trace = self._apart(self.path[-1], at, vertex)
            self.path.append(after)
            self.traces.append(trace)
            self.base.append((at, vertex))

    def generators(self) -> tuple[Images, ...]:
        """What is found at a level or below it fixes all that is set apart before it."""
        found: list[Images] = []
        orbits = _Orbits(len(self.arcs))
        for level in reversed(range(len(self.base))):
            at, vertex = self.base[level]
            tried = [vertex]
            for image in sorted(self.path[level].cells[at]):
                if orbits.root(image) in map(orbits.root, tried):
                    continue
                tried.append(image)
                images = self._extend(level, self.path[level], image)
                if images is not None:
                    found.append(images)
                    orbits.join(images)
        return tuple(found)

    def _apart(self, before: _Partition, at: int, vertex: int) -> tuple[_Partition, Trace]:
        self.steps += 1
        if self.steps > STEP_BUDGET:
            raise TooHard
        after = before.copy()
        rest = [v for v in after.cells[at] if v != vertex]
        return after, _refine(after, after.put(at, [[vertex], rest])[:1], self.arcs)

    def _extend(self, level: int, other: _Partition, image: int) -> Images | None:
        """An automorphism that takes the path up to this level to `other` and its vertex there."""
        other, trace = self._apart(other, self.base[level][0], image)
        return self._match(level + 1, other) if trace == self.traces[level + 1] else None

    def _match(self, level: int, other: _Partition) -> Images | None:
        images = self._guess(self.path[level], other)
        if images is not None and self._is_automorphism(images):
            return images
        if level == len(self.base):
            return None
        at, vertex = self.base[level]
        for image in sorted(other.cells[at], key=lambda v: (v != vertex, v)):
            images = self._extend(level, other, image)
            if images is not None:
                return images
        return None

    def _guess(self, own: _Partition, other: _Partition) -> Images | None:
        """Single vertices to single vertices, all others to themselves, if cells agree so far."""
        images = list(range(len(self.arcs)))
        for at, cell in own.cells.items():
            if len(cell) == 1:
                images[cell[0]] = other.cells[at][0]
            elif set(cell) != set(other.cells[at]):
                return None
        return tuple(images)

    def _is_automorphism(self, images: Images) -> bool:
        return all(
            len(self.arcs[images[v]]) == len(near)
            and all(self.arcs[images[v]].get(images[u]) == colour for u, colour in near.items())
            for v, near in enumerate(self.arcs)
        )


class _Orbits:
    """The orbits of the generators found so far."""

    def __init__(self, points: int) -> None:
        self._parent = list(range(points))

    def root(self, point: int) -> int:
        while self._parent[point] != point:
            self._parent[point] = self._parent[self._parent[point]]
            point = self._parent[point]
        return point

    def join(self, images: Images) -> None:
        for point, image in enumerate(images):
            self._parent[self.root(point)] = self.root(image)


def _refine(partition: _Partition, start: list[int], arcs: Arcs) -> Trace:
    """Splits cells until the vertices of each see the same of every cell."""
    trace: Trace = []
    waiting = deque(start)
    while waiting:
        splitter = list(partition.cells[waiting.popleft()])
        seen: dict[int, list[int]] = {}
        for vertex in splitter:
            for near, colour in arcs[vertex].items():
                seen.setdefault(near, []).append(colour)
        groups: dict[int, dict[tuple[int, ...], list[int]]] = {}
        for vertex in seen:
            own = groups.setdefault(partition.cell_of[vertex], {})
            own.setdefault(tuple(sorted(seen[vertex])), []).append(vertex)
        for at in sorted(groups):
            kinds = sorted(groups[at].items())
            trace.append((at, tuple((len(members), kind) for kind, members in kinds)))
            rest = [v for v in partition.cells[at] if v not in seen]
            pieces = [members for members in (rest, *(m for _, m in kinds)) if members]
            if len(pieces) == 1:
                continue
            places = partition.put(at, pieces)
            if at not in waiting:
                largest = max(range(len(pieces)), key=lambda i: (len(pieces[i]), -i))
                del places[largest]
            waiting.extend(place for place in places if place not in waiting)
    return trace
