"""The automorphism group of a graph in a file, on its nodes in the order of their labels."""

from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from symc.algebra.refinement import TooHard, automorphism_generators
from symc.ir.symmetry import Generators, Group, Images

if TYPE_CHECKING:
    import networkx as nx

MOST_NODES = 1_000
COLOURS = ("weight", "color", "colour")
"""What an automorphism keeps of the attributes of nodes and edges."""


def automorphisms(name: str, data: bytes, path: str) -> Group:
    """The group of the graph in a file; its suffix says how it is written.

    Raises ValueError, which says why, where there is no graph to be read, or too large a one.

    >>> automorphisms("Path", b"1 2\\n2 3\\n", "path.edgelist").generators.permutations
    ((2, 1, 0),)
    """
    graph = read_graph(data, path)
    if not len(graph):
        raise ValueError("the graph has no node")
    if len(graph) > MOST_NODES:
        raise ValueError(f"the graph has {len(graph):,} nodes, and at most {MOST_NODES:,} are read")
    return Group(name, "generated", (len(graph),), Generators(permutations=generators_of(graph)))


def generators_of(graph: "nx.Graph[Any]") -> tuple[Images, ...]:
    """Generators of its automorphism group; of a trivial one the identity."""
    nodes = sorted(graph, key=_order)
    place = {node: i for i, node in enumerate(nodes)}
    pairs: dict[tuple[int, int], list[str]] = {}
    for a, b, attributes in graph.edges(data=True):
        i, j = place[a], place[b]
        pairs.setdefault((i, j), []).append(_colour(attributes))
        if not graph.is_directed() and i != j:
            pairs.setdefault((j, i), []).append(_colour(attributes))
    colours = {pair: tuple(sorted(texts)) for pair, texts in pairs.items()}
    both = {
        (i, j): (colours.get((i, j), ()), colours.get((j, i), ()))
        for a, b in colours
        for i, j in ((a, b), (b, a))
    }
    number = {kind: k for k, kind in enumerate(sorted(set(both.values())))}
    arcs: tuple[dict[int, int], ...] = tuple({} for _ in nodes)
    for i, j in sorted(both):
        arcs[i][j] = number[both[i, j]]
    own = [_colour(graph.nodes[node]) for node in nodes]
    kinds = sorted(set(own))
    try:
        found = automorphism_generators(arcs, tuple(map(kinds.index, own)))
    except TooHard:
        raise ValueError("the search for its automorphisms takes too many steps") from None
    return found or (tuple(range(len(nodes))),)


def read_graph(data: bytes, path: str) -> "nx.Graph[Any]":
    """The graph as networkx reads it."""
    import networkx as nx

    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in _READERS:
        known = ", ".join(_READERS)
        raise ValueError(f"its suffix says nothing about how it is written; known are {known}")
    refused = (nx.NetworkXException, *_REFUSED)
    try:
        graph: nx.Graph[Any] = _READERS[suffix](data)
    except refused as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"it is no {suffix[1:]} file: {reason}") from None
    return graph


def _edgelist(data: bytes) -> Any:
    import networkx as nx

    read: Any = nx.parse_edgelist
    lines = data.decode("utf-8").splitlines()
    try:
        return read(lines, data=True)
    except TypeError:
        try:
            return read(lines, data=(("weight", float),))
        except TypeError:
            raise ValueError("an edge is two labels, and a weight or { } if any") from None


def _adjlist(data: bytes) -> Any:
    import networkx as nx

    return nx.parse_adjlist(data.decode("utf-8").splitlines())


def _graphml(data: bytes) -> Any:
    import networkx as nx

    return nx.parse_graphml(data.decode("utf-8"))


def _gml(data: bytes) -> Any:
    import networkx as nx

    lines = data.decode("utf-8").splitlines()
    try:
        return nx.parse_gml(lines, label="label")
    except nx.NetworkXError:
        return nx.parse_gml(lines, label="id")


def _graph6(data: bytes) -> Any:
    import networkx as nx

    return nx.from_graph6_bytes(data.strip())


def _sparse6(data: bytes) -> Any:
    import networkx as nx

    read: Any = nx.from_sparse6_bytes
    return read(data.strip())


_REFUSED = (ValueError, TypeError, LookupError, AttributeError, SyntaxError, RecursionError)
"""What networkx raises, besides its own, where a file is not what its suffix says."""

_READERS: dict[str, Callable[[bytes], Any]] = {
    ".edgelist": _edgelist,
    ".adjlist": _adjlist,
    ".graphml": _graphml,
    ".gml": _gml,
    ".graph6": _graph6,
    ".g6": _graph6,
    ".sparse6": _sparse6,
    ".s6": _sparse6,
}


def _order(node: object) -> tuple[int, float, str]:
    """Numbers by their value, before words."""
    text = str(node)
    try:
        number = float(text)
    except ValueError:
        return (1, 0.0, text)
    return (0, number, text) if isfinite(number) else (1, 0.0, text)


def _colour(attributes: Mapping[str, object]) -> str:
    return repr([attributes.get(key) for key in COLOURS])
