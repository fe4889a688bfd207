"""Why an axis is tied or fixed: the shortest chain of operations, in the graph of all ties."""

from collections.abc import Iterator
from itertools import pairwise

import networkx as nx

from symc.errors import tracing as errors
from symc.report import CompileError, nearest
from symc.tracing.declare import axis_text
from symc.tracing.space import Space, Symmetric
from symc.tracing.walk import Walk

MOST_CHAINS = 24


def place_of(text: str, space: Space) -> tuple[str, int]:
    """`fc2.weight:1` as a key and the number of an axis."""
    key, colon, number = text.strip().rpartition(":")
    known = {entry.key: entry for entry in space.entries}
    tied = dict(space.tied)
    key = tied.get(key, key)
    if not colon or key not in known:
        near = nearest(key or number, tuple(known))
        missing = f"no weight is named `{key or number}`"
        why = missing if colon else "the number of an axis is missing"
        raise CompileError(errors.no_place(text, why, f"{near}:0" if near else None))
    axes = len(known[key].shape)
    if not number.isdecimal() or int(number) >= axes:
        have = f"`{key}` has {axes} axes" if axes != 1 else f"`{key}` has one axis, 0"
        raise CompileError(errors.no_place(text, have, f"{key}:0" if axes else None))
    return key, int(number)


def explained(walk: Walk, space: Space, place: tuple[str, int]) -> str:
    """What an axis is, and the chains of operations that tie it to others or fix it."""
    key, number = place
    entry = next(entry for entry in space.entries if entry.key == key)
    axis = entry.axes[number]
    factors = [factor for segment in axis for factor in segment]
    groups = [group for group in space.groups if group.name in factors]
    is_ = "; ".join(_told(group) for group in groups) or "plain: nothing moves it"
    lines = [f"{key}:{number} is {axis_text(axis)}" + (f": {is_}" if groups else f", {is_}")]
    graph = _graph(walk)
    starts = [id(atom) for atom in walk.weights[key][number]]
    lines += [f"  {line}" for line in _tied(walk, graph, starts, place, groups)]
    lines += [f"  {line}" for line in _fixed(walk, graph, starts, place)]
    return "\n".join(lines)


def _told(group: Symmetric) -> str:
    inside = f" within {group.within}" if group.within else ""
    return f"{group.name} = S({group.size}){inside}"


def _graph(walk: Walk) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.Graph()
    for tie in walk.forest.ties:
        graph.add_edge(id(tie.first), id(tie.second), operation=tie.operation)
    return graph


def _tied(
    walk: Walk,
    graph: "nx.Graph[int]",
    starts: list[int],
    place: tuple[str, int],
    groups: list[Symmetric],
) -> Iterator[str]:
    """One chain for each other axis that a group of this one moves."""
    own = f"{place[0]}:{place[1]}"
    others = dict.fromkeys(at for group in groups for at in group.places if at != own)
    for count, other in enumerate(others):
        if count == MOST_CHAINS:
            yield f"and {len(others) - count} more"
            return
        key, _, number = other.rpartition(":")
        ends = [id(atom) for atom in walk.weights[key][int(number)]]
        if set(starts) & set(ends):
            yield f"= {other}: the same axis"
            continue
        if (chain := _chain(graph, starts, ends)) is not None:
            yield f"= {other}: {' - '.join(chain)}"


def _fixed(
    walk: Walk, graph: "nx.Graph[int]", starts: list[int], place: tuple[str, int]
) -> Iterator[str]:
    """For each reason that a part of the axis is fixed, the chain to where it arose."""
    forest = walk.forest
    leaves = [leaf for a in walk.weights[place[0]][place[1]] for leaf in forest.below(a)]
    reasons = dict.fromkeys(
        (reason, operation)
        for leaf in leaves
        if leaf.size > 1
        for reason, operation in leaf.pins.items()
    )
    for reason, operation in reasons:
        ends = [id(a) for a, why, at in forest.pins if (why, at) == (reason, operation)]
        chain = _chain(graph, starts, ends)
        via = f", by way of {' - '.join(chain)}" if chain else ""
        yield f"fixed: {reason}" + (f" ({operation})" if operation else "") + via


def _chain(graph: "nx.Graph[int]", starts: list[int], ends: list[int]) -> list[str] | None:
    """The operations on a shortest path, each once in a row."""
    known = [node for node in starts if node in graph]
    targets = {node for node in ends if node in graph}
    if not known or not targets:
        return None
    reached = nx.multi_source_dijkstra_path(graph, set(known), weight=None)
    paths = [reached[node] for node in targets if node in reached]
    if not paths:
        return None
    path = min(paths, key=len)
    steps = [graph.edges[edge]["operation"] for edge in pairwise(path)]
    return [step for k, step in enumerate(steps) if k == 0 or step != steps[k - 1]]
