"""`symc bench`: the forms that are timed compute the same, and what is told of them is true."""

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch

from symc.bench import Row, Settings, Skipped, bench, growth_plot, machine, slope
from symc.bench.alone import Alone, layers_alone
from symc.bench.clock import peak_bytes, race
from symc.bench.dense import Dense, as_tuple
from symc.bench.forms import difference, forms
from symc.bench.naive import Matrices, Naive
from symc.bench.networks import ring_edges
from symc.bench.results import SUM, WHOLE, Bench
from symc.compiler import understand
from symc.report import Source
from symc.solve import solve
from symc.verify import open_module
from tests.cli.runs import run, spec

pytestmark = pytest.mark.torch

PAIRS = """\
size n
group Nodes = S(n)
model Pairs(x: 2 [Nodes, Nodes]) -> 3 [Nodes, Nodes] { return linear(x -> 3 [Nodes, Nodes]) }
"""
MIXED = """\
size n
group Nodes = S(n)
group Rot = O(3)
model Mixed(x: 2 [Nodes, 3], v: [Nodes, Rot]) -> 2 [Nodes, 2] + [Rot] + [] {
    return linear(x, v -> 2 [Nodes, 2] + [Rot] + [])
}
"""
WHEEL = """\
group Turn = C(6)
model Wheel(x: 2 [Turn.regular], y: [3]) -> 3 [Turn.regular] + 2 [] {
    return linear(x, y -> 3 [Turn.regular] + 2 [])
}
"""
UNITARY = """\
group U = U(2)
model Spin(x: 2 [U, U*]) -> [U, U*] { return linear(x -> [U, U*]) }
"""
TWO = """\
size n
group Nodes = S(n)
model Two(x: [Nodes]) -> 2 [Nodes] {
    h = relu(linear(x -> 4 [Nodes]))
    h = relu(linear(h -> 4 [Nodes]))
    h = relu(linear(h -> 4 [Nodes]))
    return linear(h -> 2 [Nodes])
}
"""
QUICK = Settings(sizes=(2, 4), batch=2, seconds=0.002, rounds=3)


def alone(text: str) -> Alone:
    solution = solve(understand(Source("spec.sym", text)))
    layers, left = layers_alone(solution.models[0])
    assert len(layers) == 1 and not left
    return layers[0]


def benched(text: str, settings: Settings = QUICK) -> Bench:
    meaning = understand(Source("spec.sym", text))
    return bench(open_module(meaning, "spec.sym"), settings)


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("text", [PAIRS, MIXED, WHEEL, UNITARY], ids=["S", "mixed", "C", "U"])
def test_all_forms_of_a_layer_compute_the_same(text: str, n: int) -> None:
    """The constructor compares them; here once more, with other inputs and batch axes of one."""
    found = forms(alone(text), {"n": n}, 3, text is UNITARY)
    assert set(found.modules) == {"generated", "naive", "dense"} and not found.missing
    inputs = tuple(torch.randn_like(x[:1]) for x in found.inputs)
    wanted = as_tuple(found.modules["generated"](*inputs))
    for form in ("naive", "dense"):
        for a, b in zip(wanted, as_tuple(found.modules[form](*inputs)), strict=True):
            assert torch.allclose(a, b, rtol=1e-4, atol=1e-4)


def test_the_naive_form_has_every_map_by_itself() -> None:
    """Between pairs of S(n) there are B(4) = 15 maps, and B(2) = 2 constants."""
    layer = alone(PAIRS)
    assert sum(each.source is not None for each in layer.maps) == 15
    assert sum(each.source is None for each in layer.maps) == 2
    naive = forms(layer, {"n": 4}, 2, False).modules["naive"]
    assert isinstance(naive, Naive)
    assert sum(p.numel() for p in naive.parameters()) == 15 * 2 * 3 + 2 * 3


def test_finite_groups_have_a_matrix_for_each_map() -> None:
    """Six circulant matrices, three from the plain axis, one back to a number, three plain."""
    naive = forms(alone(WHEEL), {}, 2, False).modules["naive"]
    assert isinstance(naive, Matrices | Naive)
    if isinstance(naive, Matrices):
        counts = dict(zip(naive.pairs, (len(basis) for basis in naive.bases), strict=True))
        assert counts == {(0, 0): 6, (0, 1): 1, (1, 0): 3, (1, 1): 3}


def test_the_dense_form_is_one_matrix_over_all_entries_and_channels() -> None:
    dense = forms(alone(PAIRS), {"n": 4}, 2, False).modules["dense"]
    assert isinstance(dense, Dense)
    assert dense.matrix.shape == (4 * 4 * 2, 4 * 4 * 3) and dense.constant.shape == (48,)


def test_a_form_that_computes_something_else_is_told_apart() -> None:
    found = forms(alone(PAIRS), {"n": 3}, 2, False)
    naive = found.modules["naive"]
    with torch.no_grad():
        next(naive.parameters()).add_(0.1)
    assert difference(found.modules["generated"], naive, found.inputs) > 1e-3


def test_dense_forms_that_are_too_large_are_left_out_with_the_reason() -> None:
    found = forms(alone(PAIRS), {"n": 64}, 1, False)
    assert "dense" not in found.modules
    assert "8,192 by 12,288" in found.missing["dense"]


def test_rows_for_every_form_mode_and_size() -> None:
    found = benched(PAIRS)
    keys = {(row.layer, row.form, row.mode, row.n) for row in found.rows}
    (text,) = {row.layer for row in found.rows} - {WHOLE}
    for n in (2, 4):
        for mode in ("forward", "backward"):
            assert (WHOLE, "generated", mode, n) in keys
            for form in ("generated", "naive", "dense"):
                assert (text, form, mode, n) in keys
    assert all(row.median >= row.minimum > 0 and row.bytes >= 0 for row in found.rows)
    json.dumps(found.to_json())


def test_equal_layers_are_timed_once_and_count_each_time() -> None:
    found = benched(TWO)
    layers = {row.layer for row in found.rows} - {WHOLE, SUM}
    assert len(layers) == 3, "of four layers two are the same"
    one = {
        row.layer: row.median
        for row in found.rows
        if (row.form, row.mode, row.n) == ("naive", "forward", 4)
    }
    twice = next(name for name in layers if name.startswith("linear(h -> 4"))
    wanted = sum(one[name] * (2 if name == twice else 1) for name in layers)
    assert one[SUM] == pytest.approx(wanted)


def test_layers_with_the_same_words_are_told_apart() -> None:
    text = """
        group Rot = O(3)
        model Two(x: 3 [Rot], y: 5 [Rot]) -> 2 [Rot] {
            h = linear(x -> 2 [Rot])
            x = y
            return h + linear(x -> 2 [Rot])
        }
    """
    found = benched(text)
    layers = {row.layer for row in found.rows} - {WHOLE, SUM}
    assert len(layers) == 2 and all("linear(x -> 2 [Rot])" in name for name in layers)


def test_sizes_that_are_too_large_are_left_out() -> None:
    cubes = "size n\ngroup N = S(n)\nmodel C(x: [N, N, N]) -> [N] { return linear(x -> [N]) }\n"
    found = benched(cubes, Settings(sizes=(2, 512), batch=2, seconds=0.002, rounds=3))
    assert {row.n for row in found.rows} == {2}
    assert {(each.layer, each.n) for each in found.skipped if isinstance(each, Skipped)} >= {
        (WHOLE, 512)
    }


def test_models_on_graphs_are_timed_with_edges_of_their_own() -> None:
    text = """
        size n
        group Nodes = S(n)
        graph Bonds on Nodes
        model Sum(x: 2 [Nodes], bonds: Bonds) -> 3 [Nodes] {
            m = linear(gather(x at bonds.source) -> 4 [Bonds])
            return linear(x, scatter(m to bonds.target) -> 3 [Nodes])
        }
    """
    found = benched(text)
    assert not found.skipped
    assert {(row.layer == WHOLE, row.n) for row in found.rows} == {
        (whole, n) for whole in (True, False) for n in (2, 4)
    }


@pytest.mark.parametrize(("n", "graphs"), [(1, 2), (2, 1), (4, 3), (20, 2)])
def test_edges_stay_in_their_graph(n: int, graphs: int) -> None:
    source, target = ring_edges(n, graphs, 8)
    assert len(source) == graphs * n * min(8, n - 1)
    assert bool((source // n == target // n).all()) and bool((source != target).all())
    pairs = set(zip(source.tolist(), target.tolist(), strict=True))
    assert len(pairs) == len(source)


def test_the_slope_of_a_power_is_its_exponent() -> None:
    assert slope([(n, 3e-6 * n**2.5) for n in (3, 7, 20)]) == pytest.approx(2.5)
    assert slope([(4, 1.0)]) is None and slope([]) is None and slope([(4, 1.0), (4, 2.0)]) is None


def test_peak_bytes_are_those_of_the_largest_moment() -> None:
    """Two tensors of 4,000 bytes live at once, one of them in place of the result later."""

    def call() -> torch.Tensor:
        first = torch.zeros(1000)
        second = first + 1
        del first
        return second + 1

    assert 4_000 <= peak_bytes(call, "cpu") < 6_000, "the result is not counted"


def test_calls_are_raced_in_turn() -> None:
    order: list[str] = []
    calls = {name: lambda name=name: order.append(name) for name in "ab"}
    found = race(calls, 1e-9, 4, "cpu")
    assert set(found) == {"a", "b"} and "".join(order[4:]) == "ababab"


def test_the_plot_is_a_whole_picture_with_every_panel() -> None:
    row = ("Pairs", "linear(x -> <b>)", "generated", "forward", False)
    rows = tuple(Row(*row, n, 1e-6 * n**2, 1e-6, 10) for n in (4, 8, 16))  # type: ignore[arg-type]
    plot = growth_plot(Bench(machine("cpu"), QUICK, rows, ()))
    tree = ElementTree.fromstring(plot)
    texts = ["".join(node.itertext()) for node in tree.iter()]
    assert any("n^2.00" in text for text in texts) and "<b>" not in plot
    (line,) = [node for node in tree.iter() if node.tag.endswith("polyline")]
    points = [tuple(map(float, p.split(","))) for p in line.attrib["points"].split()]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    assert steps[0] == pytest.approx(steps[1], abs=0.2), "a power is a straight line"
    assert ElementTree.fromstring(growth_plot(Bench(machine("cpu"), QUICK, (), ()))) is not None


@pytest.mark.slow
def test_the_command_prints_a_table_json_and_a_plot(tmp_path: Path) -> None:
    path = spec(tmp_path, "pairs.sym", PAIRS)
    words = ["bench", path, "--sizes", "2,3", "--batch", "2", "--seconds", "0.002"]
    done = run(*map(str, words), "--plot", tmp_path / "p.svg")
    assert done.exit_code == 0, done.stderr
    assert f"torch {torch.__version__}" in done.stdout and "1 thread" in done.stdout
    assert re.search(r"naive +x \d+\.\d\d +x \d+\.\d\d +n\^-?\d", done.stdout)
    assert (tmp_path / "p.svg").read_text().startswith("<svg")
    found = json.loads(run(*map(str, words), "--json").stdout)
    assert found["schema"] == "symc.bench/1" and found["machine"]["processor"]
    assert {row["n"] for row in found["rows"]} == {2, 3}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--sizes", "4,x"), 2, "--sizes"),
        (("--sizes", "0"), 2, "--sizes"),
        (("--sizes", ""), 2, "--sizes"),
        (("--device", "tpu"), 2, "neither cpu nor cuda"),
    ],
)
def test_wrong_words_are_refused(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    done = run("bench", spec(tmp_path, "pairs.sym", PAIRS), *words)
    assert done.exit_code == code and says in done.stderr


def test_pictures_of_others_are_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "mine.svg"
    target.write_text("<svg>mine</svg>")
    words = ("--sizes", "2", "--seconds", "0.001", "--plot", target)
    done = run("bench", spec(tmp_path, "pairs.sym", PAIRS), *words)
    assert done.exit_code == 4 and target.read_text() == "<svg>mine</svg>"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    done = run("bench", spec(tmp_path, "pairs.sym", PAIRS), "--device", "cuda")
    assert done.exit_code == 4 and "SYM741" in done.stderr


@pytest.mark.slow
def test_compiled_forms_are_timed_too() -> None:
    text = "group Rot = O(3)\nmodel A(x: 2 [Rot]) -> 3 [Rot] { return linear(x -> 3 [Rot]) }\n"
    found = benched(text, Settings((4,), 2, "cpu", True, 0.002, 3))
    compiled = {(row.layer == WHOLE, row.form) for row in found.rows if row.compiled}
    assert compiled == {
        (whole, form) for whole in (True, False) for form in ("generated", "naive", "dense")
    }
