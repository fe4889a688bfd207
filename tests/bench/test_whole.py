"""Whole models in other forms compute what the generated one does; if not, it is told."""

import json
from functools import cache
from pathlib import Path

import pytest
from torch import Tensor, nn

from symc.bench import Settings, bench
from symc.bench import forms as forms_module
from symc.bench.dense import Dense
from symc.bench.forms import Forms, difference, forms
from symc.bench.outer import DenseProduct, NaiveProduct
from symc.bench.outer_matrices import MatricesProduct
from symc.bench.whole import shared, whole_forms, wholes
from symc.compiler import understand
from symc.report import Source
from symc.verify import open_module
from symc.verify.values import free_sizes
from tests.cli.runs import run, spec

pytestmark = pytest.mark.torch

QUICK = Settings(sizes=(2, 4), batch=2, seconds=0.002, rounds=3)
SPECS = {
    "products of matrices": """
        size n
        group Nodes = S(n)
        model Cycles(x: [Nodes, Nodes]) -> 2 [] {
            h = bilinear(x, x -> 2 [Nodes, Nodes] + 2 [Nodes])
            return linear(h -> 2 [])
        }
    """,
    "products in full": """
        size n
        group Nodes = S(n)
        model Full(x: 2 [Nodes], y: 3 [Nodes]) -> 2 [Nodes] {
            return linear(bilinear(x, y -> 4 [Nodes] + [], mode = full) -> 2 [Nodes])
        }
    """,
    "plain axes": """
        size n
        group Nodes = S(n)
        model Plain(x: 2 [Nodes, 3], y: [Nodes]) -> 2 [Nodes, 2] {
            return bilinear(linear(x -> 2 [Nodes, 2]), y -> 2 [Nodes, 2])
        }
    """,
    "lengths from elsewhere": """
        size n
        group Nodes = S(n)
        model Spread(x: [Nodes], g: 3 []) -> 2 [Nodes] {
            h = bilinear(x, g -> 2 [Nodes] + 2 [])
            return linear(g, h -> 2 [Nodes])
        }
    """,
    "vectors": """
        group Rot = O(3)
        model Squares(v: 4 [Rot], s: 2 []) -> 2 [Rot, Rot] + [Rot] {
            h = bilinear(v, (v, s) -> 4 [] + 4 [Rot, Rot] + 3 [Rot])
            return linear(h -> 2 [Rot, Rot] + [Rot])
        }
    """,
    "exact tensors": """
        group Turn = C(6)
        model Wheel(x: 2 [Turn.regular], y: [3]) -> 3 [Turn.regular] {
            h = bilinear(x, x -> 2 [Turn.regular] + [])
            return linear(h, y -> 3 [Turn.regular])
        }
    """,
    "complex numbers": """
        group U = U(2)
        model Spin(x: 2 [U, U*]) -> [U, U*] {
            return bilinear(x, linear(x -> 3 [U, U*]) -> [U, U*])
        }
    """,
    "levels": """
        group Rot = O(3)
        model Bent(x: 2 [Rot]) -> 2 [Rot] {
            symmetry Rot: breaking ~ 0.1
            return linear(norm_act(linear(x -> 4 [Rot]), silu) -> 2 [Rot])
        }
    """,
    "a graph": """
        size n
        group Nodes = S(n)
        graph Bonds on Nodes
        model Sum(x: 2 [Nodes], bonds: Bonds) -> 3 [Nodes] {
            m = linear(gather(x at bonds.source) -> 4 [Bonds])
            return linear(x, scatter(m to bonds.target) -> 3 [Nodes])
        }
    """,
    "a model within": """
        size n
        group Points = S(n)
        group Rot = O(2)
        model Inner(x: [Points, Rot]) -> 2 [] {
            symmetry Rot: by frame(pca)
            return linear(tanh(linear(x -> 4 [Points, Rot])) -> 2 [])
        }
        model Outer(x: [Points, Rot]) -> [] { return linear(Inner(2 * x) -> []) }
    """,
}
FIRST = next(iter(SPECS))


@cache
def made(text: str, n: int, batch: int = 2) -> list[Forms]:
    opened = open_module(understand(Source("spec.sym", text)), "spec.sym")
    whole = wholes(opened)
    settings = Settings(sizes=(n,), batch=batch)
    return [
        whole_forms(whole, model, dict.fromkeys(free_sizes(model), n), settings)
        for model in opened.meaning.models
    ]


def modules(net: nn.Module, kind: type[nn.Module]) -> list[nn.Module]:
    return [each for each in net.modules() if isinstance(each, kind)]


@pytest.mark.parametrize(
    ("name", "n"),
    [
        pytest.param(name, n, marks=[pytest.mark.slow] if name == FIRST else [])
        for name in SPECS
        for n in (1, 3)
    ],
)
def test_all_forms_of_a_model_compute_the_same(name: str, n: int) -> None:
    for found in made(SPECS[name], n):
        assert set(found.modules) == {"generated", "naive", "dense"}
        assert not found.missing and not found.differing
        for form in ("naive", "dense"):
            net = found.modules[form]
            assert difference(found.modules["generated"], net, found.inputs) < 1e-3
            assert modules(net, nn.Module) and not modules(net, nn.Identity)


@pytest.mark.slow
def test_products_of_matrices_are_applied_one_by_one() -> None:
    """Diagrams on three matrices are the partitions of six indices: B(6) = 203, B(5) to [Nodes]."""
    (found,) = made(SPECS["products of matrices"], 3)
    (naive,) = modules(found.modules["naive"], NaiveProduct)
    assert isinstance(naive, NaiveProduct) and len(naive.maps) == 203 + 52
    (dense,) = modules(found.modules["dense"], DenseProduct)
    assert isinstance(dense, DenseProduct)
    assert dense.matrix.shape == (9 * 9, 9 * 2 + 3 * 2), "pairs of entries to entries and channels"


def test_products_without_diagrams_are_matrices() -> None:
    """From two circles of six to a circle, 6^3 / 6 orbits of triples; to a number 6^2 / 6."""
    (found,) = made(SPECS["exact tensors"], 1)
    (naive,) = modules(found.modules["naive"], MatricesProduct)
    assert isinstance(naive, MatricesProduct)
    assert [len(basis) for basis in naive.bases] == [36, 6]


def test_every_layer_of_the_other_forms_has_the_weights_of_the_model() -> None:
    """A model within another is filled, too: two dense layers in it, and one around."""
    inner, outer = made(SPECS["a model within"], 3)
    assert len(modules(inner.modules["dense"], Dense)) == 2
    assert len(modules(outer.modules["dense"], Dense)) == 3


def test_what_has_no_other_form_is_told() -> None:
    text = """
        size n
        group Atoms = S(n)
        group Rot = O(3)
        model Product(x: [Atoms, Rot(2x0e + 2x1o)], v: [Atoms, Rot.1o]) -> [Atoms] {
            y = tensor_product(x, v -> [Atoms, Rot(2x0e + 2x1o)])
            return linear(attention(linear(y -> 4 [Atoms]) over Atoms, heads = 2) -> [Atoms])
        }
    """
    opened = open_module(understand(Source("spec.sym", text)), "spec.sym")
    kept = shared(wholes(opened), opened.meaning.models[0])
    assert {each.reason.split(" ha")[0] for each in kept} == {"a product of irreps", "attention"}
    found = bench(opened, Settings((2,), 2, seconds=0.001, rounds=2))
    assert {row.form for row in found.rows if row.layer == "the whole model"} == {
        "generated",
        "naive",
        "dense",
    }
    assert found.shared == kept


@pytest.mark.slow
def test_a_form_that_is_too_large_is_missing_with_the_layer_that_is() -> None:
    text = (
        "size n\ngroup N = S(n)\nmodel P(x: [N, N]) -> [N, N] { return bilinear(x, x -> [N, N]) }"
    )
    (found,) = made(text, 20, 1)
    assert "dense" not in found.modules
    assert found.missing["dense"].startswith("bilinear(x, x -> [N, N]): a matrix of 400 times 400")


class Wrong(Dense):
    """A form with a mistake."""

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        made = super().forward(*inputs)
        assert isinstance(made, Tensor)
        return made + 0.25


def test_a_form_that_differs_is_a_row_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms_module, "Dense", Wrong)
    text = "group Rot = O(3)\nmodel A(x: 2 [Rot]) -> 3 [] { return linear(norm(x) -> 3 []) }\n"
    path = spec(tmp_path, "a.sym", text)
    words = ["bench", path, "--batch", "2", "--seconds", "0.002"]
    done = run(*map(str, words))
    assert done.exit_code == 1 and "SYM901" not in done.stderr
    assert "dense               differs by " in done.stdout and "naive" in done.stdout
    found = json.loads(run(*map(str, words), "--json").stdout)
    assert found["exitCode"] == 1 and len(found["differing"]) == 2
    assert all(each["by"] > 0.01 and each["form"] == "dense" for each in found["differing"])
    assert {row["form"] for row in found["rows"]} == {"generated", "naive"}


def test_results_that_are_random_are_compared_with_the_same_elements() -> None:
    text = """
        group Rot = O(3)
        model Sampled(x: 2 [Rot]) -> [] {
            symmetry Rot: by sample(2)
            return linear(tanh(linear(x -> 4 [])) -> [])
        }
    """
    (found,) = made(text, 1)
    generated, naive = found.modules["generated"], found.modules["naive"]
    assert difference(generated, generated, found.inputs) > 1e-3
    assert not found.differing and difference(generated, naive, found.inputs) > 1e-3


def test_graphs_go_where_their_model_goes() -> None:
    text = """
        size n
        group Nodes = S(n)
        graph Bonds on Nodes
        model M(x: 2 [Nodes], b: Bonds) -> 2 [Nodes] {
            return scatter(gather(x at b.source) to b.target, mean)
        }
    """
    (found,) = made(text, 4)
    for module in found.modules.values():
        held = dict(module.to("meta").named_buffers())
        assert {held[name].device.type for name in ("edges_1", "given_batch")} == {"meta"}


@pytest.mark.parametrize("sizes", [(2, 8), (8, 64), (16, 32), (1, 2)])
def test_edges_grow_with_n(sizes: tuple[int, ...]) -> None:
    degree = Settings(sizes).degree
    assert degree == {2: 1, 8: 7, 16: 8, 1: 1}[sizes[0]]


def test_memory_is_that_beyond_what_comes_out() -> None:
    """The dense form of one layer allocates the product alone: nothing but its output."""
    text = "group Rot = O(3)\nmodel A(x: 2 [Rot]) -> 3 [Rot] { return linear(x -> 3 [Rot]) }\n"
    opened = open_module(understand(Source("spec.sym", text)), "spec.sym")
    found = bench(opened, QUICK)
    (row,) = [
        row
        for row in found.rows
        if (row.form, row.mode, row.layer) == ("dense", "forward", "linear(x -> 3 [Rot])")
    ]
    assert row.bytes == 0


@pytest.mark.parametrize(
    "made", ["linear(linear(x -> 3 [P]) -> 2 [R])", "linear(sum(y over P) -> [P])"]
)
def test_layers_as_long_as_other_values_are_as_generated(made: str) -> None:
    """How many points there are, is known from `y` alone."""
    result = made.rpartition("-> ")[2][:-1]
    text = f"""
        size n
        group P = S(n)
        group R = S(3)
        model M(x: 2 [R, R], y: [P]) -> {result} {{ return {made} }}
    """
    opened = open_module(understand(Source("spec.sym", text)), "spec.sym")
    found = bench(opened, Settings((1, 3), 2, seconds=0.001, rounds=2))
    assert "is known from other values" in found.shared[0].reason
    assert not found.differing and {row.n for row in found.rows} >= {1, 3}


def test_forms_of_thousands_of_maps_are_not_made() -> None:
    text = """
        group C = C(4)
        model M(x: [C.regular, C.regular, C.regular]) -> [C.regular, C.regular, C.regular] {
            return linear(x -> [C.regular, C.regular, C.regular])
        }
    """
    opened = open_module(understand(Source("spec.sym", text)), "spec.sym")
    found = bench(opened, Settings((2,), 1, seconds=0.001, rounds=2))
    assert any("1,024 maps" in each.reason or "maps as" in each.reason for each in found.skipped)


@pytest.mark.slow
def test_plain_axes_of_maps_in_a_block_of_their_own_are_in_front_of_channels() -> None:
    text = """
        group W = S(2) wr S(2)
        model M(x: 2 [W, 3, W]) -> 2 [W, 3, W] { return linear(x -> same) }
    """
    opened = open_module(understand(Source("spec.sym", text)), "spec.sym")
    (layer,) = wholes(opened).layers["M"]
    found = forms(layer, {}, 2, False)
    assert "naive" in found.modules and not found.differing
