"""The contraction program of one tensor: a cheap tree in the lattice of its half-diagrams.

Every arrow closes one block (a sum over one axis), joins two open blocks (a diagonal, a free view)
or attaches an epsilon vertex. The tree that reaches all wanted patterns is grown pattern by
pattern, each by the shortest path from what is there already.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import prod
from typing import Literal

import networkx as nx

from symc.algebra import is_skew
from symc.ir.diagram import Half
from symc.ir.symmetry import Group
from symc.ir.waist import Fold, Frame, Pattern, Patterns, Program, open_axes

MOST_SHORT = 625
"""The largest number of entries of a tensor that is contracted by one constant matrix."""

NOMINAL = 32
"""The size at which a free axis is priced."""


def root_of(frame: Frame) -> Pattern:
    """The tensor itself as a pattern."""
    return Pattern(tuple(Half(tuple((slot,) for slot in range(k))) for k in frame.orders))


def program(frame: Frame, blocks: Iterable[Patterns]) -> Program:
    """The program that makes these blocks, in this order, from the tensor."""
    wanted = tuple(blocks)
    targets = tuple(pattern for block in wanted for pattern in block)
    lattice = _lattice(frame, targets)
    root = root_of(frame)
    nodes, place = [root], {root: 0}
    folds: list[Fold] = []
    for target in sorted(set(targets), key=lambda p: (-p.waist, p)):
        for parent, child in pairwise(lattice.path(place, target)):
            kind, axes, group = lattice.move(parent, child)
            folds.append(Fold(len(nodes), place[parent], kind, axes, group))
            place[child] = len(nodes)
            nodes.append(child)
    ports = tuple(tuple(place[pattern] for pattern in block) for block in wanted)
    short = _is_short(frame, folds)
    return Program(frame, tuple(nodes), tuple(folds), ports, short)


def _is_short(frame: Frame, folds: list[Fold]) -> bool:
    """Whether one product with a constant matrix is cheaper than the folds one by one.

    It is where there are epsilons, each of which takes n! small additions.
    """
    if all(fold.kind != "epsilon" for fold in folds):
        return False
    if any(isinstance(size, str) for size in frame.sizes):
        return False
    return _volume(frame, root_of(frame)) <= MOST_SHORT


Kind = Literal["sum", "diagonal", "form", "epsilon"]
Move = tuple[Kind, tuple[int, ...], Group]


@dataclass(slots=True)
class _Lattice:
    """Patterns by number, and arrows from children to what they may come from."""

    numbers: dict[Pattern, int] = field(default_factory=dict)
    graph: "nx.DiGraph[int]" = field(default_factory=nx.DiGraph)

    def path(self, made: Collection[Pattern], target: Pattern) -> list[Pattern]:
        """The cheapest way to a pattern from one that is made; of equals from the oldest one."""
        if target in made:
            return []
        start = self.numbers[target]
        far = nx.single_source_dijkstra_path_length(self.graph, start)
        ends = [self.numbers[pattern] for pattern in made if self.numbers[pattern] in far]
        way = nx.dijkstra_path(self.graph, start, min(ends, key=far.__getitem__))
        patterns = list(self.numbers)
        return [patterns[i] for i in reversed(way)]

    def move(self, parent: Pattern, child: Pattern) -> Move:
        """What leads from one pattern to another."""
        found: Move = self.graph.edges[self.numbers[child], self.numbers[parent]]["move"]
        return found

    def number(self, pattern: Pattern) -> int:
        """The number of a pattern, in the order of first appearance."""
        return self.numbers.setdefault(pattern, len(self.numbers))


def _lattice(frame: Frame, targets: tuple[Pattern, ...]) -> _Lattice:
    lattice = _Lattice()
    graph = lattice.graph
    graph.add_node(lattice.number(root_of(frame)))
    todo = sorted(set(targets))
    while todo:
        child = todo.pop()
        at = lattice.number(child)
        if graph.has_node(at) and graph.out_degree(at):
            continue
        for parent, move in _parents(frame, child):
            price = _price(frame, parent, child, move)
            graph.add_edge(at, lattice.number(parent), move=move, weight=price)
            todo.append(parent)
    return lattice


def _parents(frame: Frame, child: Pattern) -> Iterator[tuple[Pattern, Move]]:
    for position, half in enumerate(child.halves):
        group = frame.groups[position]
        steps = _skew_steps(half) if is_skew(group) else _steps(half)
        for kind, above, blocks in steps:
            halves = (*child.halves[:position], above, *child.halves[position + 1 :])
            parent = Pattern(halves)
            held = open_axes(frame, parent)
            yield parent, (kind, tuple(held.index((group, block)) for block in blocks), group)


def _steps(half: Half) -> Iterator[tuple[Kind, Half, tuple[tuple[int, ...], ...]]]:
    for block in half.closed:
        rest = tuple(b for b in half.closed if b != block)
        yield "sum", replace(half, open=tuple(sorted((*half.open, block))), closed=rest), (block,)
    for block in half.open:
        for slot in block[1:]:
            others = tuple(s for s in block if s != slot)
            blocks = tuple(sorted((*(b for b in half.open if b != block), others, (slot,))))
            yield "diagonal", replace(half, open=blocks), (others, (slot,))
    if half.epsilon:
        singles = tuple((slot,) for slot in half.epsilon)
        blocks = tuple(sorted((*half.open, *singles)))
        yield "epsilon", Half(blocks, half.closed), singles


def _skew_steps(half: Half) -> Iterator[tuple[Kind, Half, tuple[tuple[int, ...], ...]]]:
    """With a symplectic form a pair closes at once: it is no diagonal."""
    for pair in half.closed:
        rest = tuple(b for b in half.closed if b != pair)
        singles = tuple((slot,) for slot in pair)
        yield (
            "form",
            replace(half, open=tuple(sorted((*half.open, *singles))), closed=rest),
            singles,
        )


def _price(frame: Frame, parent: Pattern, child: Pattern, move: Move) -> float:
    match move[0]:
        case "sum":
            return _volume(frame, parent)
        case "epsilon":
            return _volume(frame, parent) * 4
        case "form":
            return _volume(frame, child) * 4
    return _volume(frame, child) / 64


def _volume(frame: Frame, pattern: Pattern) -> float:
    sizes = (group.size for group, _ in open_axes(frame, pattern))
    return float(prod(NOMINAL if isinstance(size, str) else size for size in sizes))
