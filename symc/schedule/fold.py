"""The contraction program of one tensor: a cheap tree in the lattice of its half-diagrams.

Every arrow closes one block (a sum over one axis), joins two open blocks (a diagonal, a free view)
or attaches an epsilon vertex. The tree that reaches all wanted patterns is grown pattern by
pattern, each by the shortest path from what is there already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import prod

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
    graph = _lattice(frame, targets)
    nodes = [root_of(frame)]
    folds: list[Fold] = []
    for target in sorted(set(targets), key=lambda p: (-p.waist, p)):
        if target in nodes:
            continue
        path = nx.multi_source_dijkstra(graph, set(nodes), target)[1]
        for parent, child in pairwise(path):
            kind, axes, group = graph.edges[parent, child]["move"]
            folds.append(Fold(len(nodes), nodes.index(parent), kind, axes, group))
            nodes.append(child)
    ports = tuple(tuple(map(nodes.index, block)) for block in wanted)
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


def _lattice(frame: Frame, targets: tuple[Pattern, ...]) -> "nx.DiGraph[Pattern]":
    graph: nx.DiGraph[Pattern] = nx.DiGraph()
    graph.add_node(root_of(frame))
    todo = sorted(set(targets))
    while todo:
        child = todo.pop()
        if graph.has_node(child) and graph.in_degree(child):
            continue
        for parent, move in _parents(frame, child):
            graph.add_edge(parent, child, move=move, weight=_price(frame, parent, child, move))
            todo.append(parent)
    return graph


Move = tuple[str, tuple[int, ...], Group]


def _parents(frame: Frame, child: Pattern) -> Iterator[tuple[Pattern, Move]]:
    for position, half in enumerate(child.halves):
        group = frame.groups[position]
        steps = _skew_steps(half) if is_skew(group) else _steps(half)
        for kind, above, blocks in steps:
            halves = (*child.halves[:position], above, *child.halves[position + 1 :])
            parent = Pattern(halves)
            held = open_axes(frame, parent)
            yield parent, (kind, tuple(held.index((group, block)) for block in blocks), group)


def _steps(half: Half) -> Iterator[tuple[str, Half, tuple[tuple[int, ...], ...]]]:
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


def _skew_steps(half: Half) -> Iterator[tuple[str, Half, tuple[tuple[int, ...], ...]]]:
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
