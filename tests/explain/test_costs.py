"""Costs as formulas, against counts by hand."""

from pathlib import Path

from symc.compiler import plan, understand
from symc.explain import Account, Polynomial, explain
from symc.report import Source
from symc.solve import solve

N, M = Polynomial.of("n"), Polynomial.of("m")
SPECS = Path(__file__).parent.parent / "specs"


def account(text: str) -> Account:
    module = understand(Source("main.sym", text))
    (found,) = explain(solve(module), plan(module))
    return found


def test_polynomials_are_exact() -> None:
    square = (N + Polynomial.of(1)) * (N + Polynomial.of(1))
    assert str(square) == "n^2 + 2 n + 1"
    assert square.at({"n": 10**20}) == (10**20 + 1) ** 2
    assert str(N * M + M * N) == "2 m n"
    assert str(Polynomial.of(0)) == "0"
    assert (square.degree, square.sizes, str(square.leading)) == (2, ("n",), "n^2")


def test_a_set_layer_costs_two_products() -> None:
    """Means 3n, products 2*3*64 (n + 1), biases 64, and 64n to write the rest to every point."""
    found = account(
        "size n\ngroup Items = S(n)\n"
        "model M(x: 3 [Items]) -> 64 [Items] { return linear(x -> 64 [Items]) }"
    )
    assert str(found.cost.flops) == "451 n + 448"
    assert str(found.dense) == "384 n^2"
    assert found.weights == 2 * 3 * 64 + 64


def test_the_leading_term_is_that_of_the_waist() -> None:
    """Two products of 16 by 16 at n^2 places, the means, and what is added to every entry."""
    text = (SPECS / "graph.sym").read_text()
    layer = account(text).layers[2]
    assert layer.name == "h2_linear"
    mixed = 2 * 2 * 16 * 16
    assert mixed <= layer.cost.flops.leading.at({"n": 1}) < mixed + 5 * 16
    assert [maps.maps for maps in layer.maps] == [15, 2]


def test_every_turn_of_a_repeat_is_a_layer_of_its_own() -> None:
    found = account(
        "group R = O(3)\nmodel M(x: 4 [R]) -> 4 [R] {\n"
        "    repeat 3 { x = linear(x -> same) }\n"
        "    repeat 2 { x = norm_act(x + x, silu) }\n"
        "    return x\n}"
    )
    assert [layer.kind for layer in found.layers].count("linear") == 3
    assert sum(layer.weights for layer in found.layers) == found.weights


def test_a_space_without_maps_says_why() -> None:
    text = (SPECS / "inertia.sym").read_text()
    maps = account(text).layers[0].maps
    empty = [each for each in maps if not each.maps]
    assert empty
    assert all("odd number" in reason for each in empty for reason in each.reasons)
