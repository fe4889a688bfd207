"""Groups that a spec describes: stabilizers, automorphisms of graphs, wreaths, and induction."""

from itertools import permutations
from typing import Any

import networkx
import pytest
import torch

from symc.report import CompileError
from tests.oracle.groups import generating, images
from tests.oracle.modules import all_parts, build, equivariance_error, rank, span

pytestmark = pytest.mark.torch


def constants(declarations: str, power: int) -> int:
    """The number of invariants of so many axes of V, as the weights of a layer that reads `[]`."""
    text = f"{declarations}\nmodel M(x: []) -> [V]^{power} {{ return linear(x -> [V]^{power}"
    found = build(f"{text}, bias = off) }}")
    net = found.net()
    count = sum(p.numel() for p in net.parameters())
    assert rank(span(found.model, net, {})) == count
    assert equivariance_error(found.model, net, {}) < 1e-9
    return count


STABILIZERS = [
    ("O(3)", "[0, 0, 1]", (1, 2, 4, 10)),
    ("O(3)", "[1/2, sqrt(3)/2, 0]", (1, 2, 4, 10)),
    ("O(3)", "[0, 0, 0]", ("none", 1, "none", 3)),
    ("SO(3)", "[0, 0, 1]", (1, 3, 7, 19)),
    ("O(1, 3)", "[1, 0, 0, 0]", (1, 2, 4, 10)),
    ("O(1, 3)", "[1, 1, 0, 0]", (1, 2, 4, 10)),
    ("SO(1, 3)", "[2, 0, 0, 0]", (1, 2, 5, 14)),
    ("G2", "[1, 0, 0, 0, 0, 0, 0]", (1, 3, 9)),
    ("S(4)", "[1, 0, 0, 0]", (2, 5, 15)),
    ("S(4)", "[1, 1, 2, 2]", (2, 6, 20)),
    ("GL(2)", "[1, 0]", (1, 1, 1)),
    ("SL(2)", "[1, 0]", (1, 2, 3)),
    ("Sp(2)", "[1, 0]", (1, 2, 3)),
    ("Sp(4)", "[1, 0, 0, 0]", (1, 2, 4)),
    ("B(3)", "[1, 0, 0]", (1, 2, 4, 11)),
    ("D(4)", "[1, 0, 1, 0]", (2, 6, 20)),
]
"""From stabilizers that are known: O(n-1), S(n1) x S(n2), SU(3) in G2, shears in SL(2)."""


@pytest.mark.parametrize(("whole", "vector", "expected"), STABILIZERS, ids=str)
def test_stabilizers_have_the_invariants_that_are_known(
    whole: str, vector: str, expected: tuple[int | str, ...]
) -> None:
    head = f"group G = {whole}\ngroup V = stabilizer(G, {vector})"
    for power, count in enumerate(expected, 1):
        if count == "none":
            with pytest.raises(CompileError, match="SYM30"):
                constants(head, power)
        else:
            assert constants(head, power) == count


def test_stabilizers_fix_their_vector_and_lie_in_the_group() -> None:
    for family, metric in (("O(1, 3)", [1.0, -1, -1, -1]), ("SO(3)", [1.0, 1, 1])):
        vector = [3.0, 1, 2, 2][: len(metric)]
        entries = ", ".join(f"{x:.0f}" for x in vector)
        text = f"group G = {family}\ngroup V = stabilizer(G, [{entries}])"
        found = build(f"{text}\nmodel M(x: [V]) -> [V] {{ return linear(x -> [V]) }}")
        (group,) = found.model.groups
        v, form = torch.tensor(vector).double(), torch.diag(torch.tensor(metric)).double()
        for each in generating(group, {}):
            assert torch.allclose(each @ v, v)
            assert torch.allclose(each.T @ form @ each, form)
            assert family[0] == "O" or torch.det(each) > 0


def test_a_model_that_names_a_group_and_its_stabilizer_has_the_smaller_symmetry() -> None:
    text = (
        "group G = O(3)\ngroup V = stabilizer(G, [0, 0, 1])\n"
        "model M(x: [G], y: [V]) -> [G] { return linear(x, y -> [G]) }"
    )
    found = build(text)
    assert sum(p.numel() for p in found.net().parameters()) == 2 + 2 + 1
    assert [group.name for group in found.model.groups] == ["V"]
    assert {group.name for part in all_parts(found.model) for group in part.groups} == {"V"}
    assert equivariance_error(found.model, found.net(), {}) < 1e-10


GRAPHS = {
    "petersen": networkx.petersen_graph(),
    "cycle": networkx.cycle_graph(5),
    "cube": networkx.hypercube_graph(3),
    "path": networkx.path_graph(4),
    "star": networkx.star_graph(3),
    "two": networkx.disjoint_union(networkx.path_graph(2), networkx.path_graph(2)),
    "complete": networkx.complete_graph(4),
}


def symmetries(graph: Any) -> list[list[int]]:
    """All automorphisms; those of few nodes again by trying out all permutations."""
    nodes = sorted(graph.nodes)
    edges = {(nodes.index(a), nodes.index(b)) for x, y in graph.edges for a, b in ((x, y), (y, x))}
    matcher = networkx.isomorphism.GraphMatcher(graph, graph)
    found = [[nodes.index(m[node]) for node in nodes] for m in matcher.isomorphisms_iter()]
    if len(nodes) <= 5:
        every = permutations(range(len(nodes)))
        tried = [p for p in every if {(p[a], p[b]) for a, b in edges} == edges]
        assert len(tried) == len(found)
    return found


def orbits(every: list[list[int]], power: int) -> int:
    """The number of orbits of tuples, by Burnside."""
    total: int = sum(sum(i == to for i, to in enumerate(each)) ** power for each in every)
    assert total % len(every) == 0
    return total // len(every)


@pytest.mark.parametrize("name", GRAPHS)
def test_maps_of_the_automorphisms_of_a_graph(name: str) -> None:
    graph = GRAPHS[name]
    labels = {node: f"n{i:02d}" for i, node in enumerate(sorted(graph.nodes))}
    graph = networkx.relabel_nodes(graph, labels)
    lines = "\n".join(f"{a} {b}" for a, b in graph.edges).encode()
    text = 'group Net = automorphisms("net.edgelist")\n'
    text += "model M(x: [Net]) -> [Net] + [Net, Net] { return linear(x -> [Net] + [Net, Net]) }"
    found = build(text, "net", (("net.edgelist", lines),))
    every = symmetries(graph)
    net = found.net()
    expected = sum(orbits(every, k) for k in (2, 3, 1, 2))
    assert sum(p.numel() for p in net.parameters()) == expected
    assert rank(span(found.model, net, {})) == expected
    (group,) = found.model.groups
    for each in every[:: max(1, len(every) // 10)]:
        by = {group: images(each)}
        assert equivariance_error(found.model, net, {}, change=lambda _, m=by: m) < 1e-10  # type: ignore[misc]


WREATHS = [
    ("S(3) wr S(4)", (1, 3)),
    ("S(2) wr S(2) wr S(2)", (1, 4)),
    ("S(2) wr C(4)", (1, 5)),
    ("C(3) wr S(2)", (1, 4)),
    ("C(2) wr C(2)", (1, 3)),
    ("S(1) wr S(3)", (1, 2)),
    ("S(3) wr S(1)", (1, 2)),
    ("D(4) wr A(3)", (1, 5)),
]
"""One more orbit of pairs for every relation inside a block, and one per orbit of block pairs."""


@pytest.mark.parametrize(("text", "expected"), WREATHS, ids=str)
def test_maps_of_wreath_products(text: str, expected: tuple[int, int]) -> None:
    assert tuple(constants(f"group V = {text}", power) for power in (1, 2)) == expected


INDUCED = [
    ("S(3)", "[1, 0, 0]", "[V]"),
    ("S(3)", "[1, 0, 0]", "[V.sign]"),
    ("S(4)", "[1, 1, 0, 0]", "[V.trivial]"),
    ("D(4)", "[1, 0, 1, 0]", "[V]"),
    ("B(2)", "[1, 0]", "[V]"),
    ("A(4)", "[1, 0, 0, 0]", "[V.regular]"),
    ("B(2)", "[1, 1]", "[V, V]"),
    ("generated by matrices [[0, 1], [-1, -1]], [[0, 1], [1, 0]]", "[1, 1]", "[V]"),
]


@pytest.mark.parametrize(("whole", "vector", "type_"), INDUCED, ids=str)
def test_induced_axes_have_as_many_maps_as_frobenius_says(
    whole: str, vector: str, type_: str
) -> None:
    """Hom over the group into [G, G] is Hom over the subgroup into it."""
    head = f"group G = {whole}\ngroup V = stabilizer(G, {vector})\n"
    text = "model M(x: {}) -> {} {{ return linear(x -> {}, bias = off) }}"
    small = build(head + text.format(type_, *["restrict([G, G], V)"] * 2))
    expected = sum(p.numel() for p in small.net().parameters())
    large = build(head + text.format(f"induce({type_}, G)", *["[G, G]"] * 2))
    assert sum(p.numel() for p in large.net().parameters()) == expected
    assert rank(span(large.model, large.net(), {})) == expected
    for seed in range(4):
        assert equivariance_error(large.model, large.net(), {}, seed=seed) < 1e-10


def test_modules_name_groups_as_they_were_declared() -> None:
    text = """group Tree = S(3) wr S(2)
group Cycle = generated by permutations (1 2 3)
model M(x: [Tree, Cycle]) -> [Tree, Cycle] { return linear(x -> [Tree, Cycle]) }
"""
    source = build(text).source
    assert "Symmetry: Tree = S(3) wr S(2), Cycle = generated by permutations (1 2 3)." in source
    assert "Tree_in" not in source.split("def forward")[0].split("class M")[1].split('"""')[1]


@pytest.mark.parametrize("target", ["sym^2 [A, B]", "sym^2 [B, A]", "[B, A] + sym^2 [A, B]"])
def test_powers_of_two_groups_without_diagrams_in_either_order(target: str) -> None:
    text = f"""group A = C(2)
group B = C(3)
model M(x: 2 [A, B], y: sym^2 [B, A]) -> {target} {{ return linear(x, y -> {target}) }}
"""
    compiled = build(text)
    assert equivariance_error(compiled.model, compiled.net(), {}) < 1e-12
