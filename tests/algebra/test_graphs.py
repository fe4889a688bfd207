"""Automorphism groups of graphs, against a matcher that tries every mapping."""

from itertools import pairwise
from math import factorial
from random import Random
from typing import Any

import networkx as nx
import pytest
from networkx.algorithms.isomorphism import DiGraphMatcher, GraphMatcher

from symc.algebra.closure import elements, order
from symc.algebra.graphs import MOST_NODES, automorphisms, generators_of
from symc.ir.symmetry import Group, Images


def steps_of(group: Group) -> tuple[Images, ...]:
    assert group.generators is not None
    return group.generators.permutations


KNOWN: dict[str, tuple[Any, int]] = {
    "Petersen": (nx.petersen_graph(), 120),
    "one node": (nx.empty_graph(1), 1),
    "no edge": (nx.empty_graph(25), factorial(25)),
    "complete": (nx.complete_graph(30), factorial(30)),
    "cycle": (nx.cycle_graph(60), 120),
    "directed cycle": (nx.DiGraph([(i, (i + 1) % 12) for i in range(12)]), 12),
    "cube": (nx.hypercube_graph(5), 2**5 * factorial(5)),
    "Paley": (nx.paley_graph(29).to_undirected(), 29 * 14),
    "dodecahedron": (nx.dodecahedral_graph(), 120),
    "matching": (nx.disjoint_union_all([nx.path_graph(2)] * 20), 2**20 * factorial(20)),
    "cubes": (nx.disjoint_union_all([nx.cubical_graph()] * 4), 48**4 * 24),
    "two kinds": (
        nx.disjoint_union_all([*[nx.complete_graph(4)] * 2, *[nx.circular_ladder_graph(3)] * 2]),
        24**2 * 2 * 12**2 * 2,
    ),
    "rook": (nx.line_graph(nx.complete_bipartite_graph(6, 6)), 2 * factorial(6) ** 2),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_groups_are_found(name: str) -> None:
    graph, expected = KNOWN[name]
    assert order(generators_of(graph)) == expected


def coloured(seed: int) -> Any:
    """A small random graph; some of its nodes and edges differ in colour or weight."""
    random = Random(seed)
    n = random.randint(1, 6)
    graph = nx.gnp_random_graph(n, random.random(), seed=seed, directed=bool(seed % 2))
    for node in graph:
        graph.nodes[node]["color"] = int(random.random() < 0.2)
        if random.random() < 0.1:
            graph.add_edge(node, node)
    for edge in graph.edges:
        graph.edges[edge]["weight"] = random.choice([1, 1, 1, 2])
    return graph


@pytest.mark.parametrize("seed", range(60))
def test_the_group_is_that_of_all_isomorphisms_to_itself(seed: int) -> None:
    graph = coloured(seed)
    matcher = (DiGraphMatcher if graph.is_directed() else GraphMatcher)(
        graph, graph, node_match=lambda a, b: a == b, edge_match=lambda a, b: a == b
    )
    every = {tuple(found[i] for i in range(len(graph))) for found in matcher.isomorphisms_iter()}
    assert set(elements(generators_of(graph))) == every


@pytest.mark.slow
def test_a_few_hundred_nodes_are_no_trouble() -> None:
    assert len(generators_of(nx.empty_graph(300))) == 299
    assert generators_of(nx.gnp_random_graph(300, 0.1, seed=1)) == (tuple(range(300)),)
    assert len(generators_of(nx.grid_2d_graph(15, 15))) == 2


PATH = nx.path_graph(3)
FILES = {
    "a.edgelist": b"# a path\n1 2\n2 10\n",
    "b.edgelist": b"1 2 5.0\n2 10 5.0\n",
    "c.edgelist": b"1 2 {'weight': 5}\n2 10 {'weight': 5}\n",
    "d.adjlist": b"1 2\n2 10\n10\n",
    "e.graphml": "\n".join(nx.generate_graphml(PATH)).encode(),
    "f.gml": "\n".join(nx.generate_gml(PATH)).encode(),
    "g.gml": b"graph [ node [ id 1 ] node [ id 2 ] node [ id 3 ]"
    b" edge [ source 1 target 2 ] edge [ source 3 target 2 ] ]",
    "h.graph6": nx.to_graph6_bytes(PATH),
    "i.g6": nx.to_graph6_bytes(PATH, header=False),
    "j.sparse6": nx.to_sparse6_bytes(PATH),
}


@pytest.mark.parametrize("path", FILES)
def test_files_are_read_by_their_suffix(path: str) -> None:
    group = automorphisms("Path", FILES[path], path)
    assert (group.family, group.parameters) == ("generated", (3,))
    assert steps_of(group) == ((2, 1, 0),)


def test_nodes_are_in_the_order_of_their_labels() -> None:
    """Numbers by value, then words: the leaves of the star around 10 are 2, 9 and x."""
    group = automorphisms("Star", b"10 9\n10 x\n10 2\n", "star.edgelist")
    assert group.size == 4
    assert {g[2] for g in steps_of(group)} == {2}
    assert order(steps_of(group)) == 6


def test_weights_are_kept() -> None:
    group = automorphisms("Path", b"1 2 5.0\n2 3 6.0\n", "path.edgelist")
    assert steps_of(group) == ((0, 1, 2),)


@pytest.mark.parametrize(
    ("data", "path", "why"),
    [
        (b"", "a.edgelist", "no node"),
        (b"1 2\n", "a.txt", "suffix"),
        (b"1 2 x y\n", "a.edgelist", "no edgelist file"),
        (b"\xff", "a.edgelist", "no edgelist file"),
        (b"<graph", "a.graphml", "no graphml file"),
        (b"graph [", "a.gml", "no gml file"),
        (b"graph [" * 5_000, "a.gml", "no gml file"),
        (b"C~x", "a.graph6", "no graph6 file"),
        (
            "\n".join(f"{a} {b}" for a, b in pairwise(range(MOST_NODES + 1))).encode(),
            "a.edgelist",
            "1,001 nodes",
        ),
    ],
)
def test_what_is_no_graph_is_refused_with_the_reason(data: bytes, path: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        automorphisms("G", data, path)
