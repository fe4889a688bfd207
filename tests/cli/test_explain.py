"""`symc explain`, `symc draw`, `symc list` and `symc init`."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from symc.check.enforced import USAGES
from symc.compiler import understand
from symc.errors import entries
from symc.report import Source
from tests.cli.runs import GRAPH, SPECS, data, run, spec
from tests.conftest import Golden

HERE = Path(__file__).parent
COMPILED = ("graph", "inertia", "cloud", "weights", "deepsets")


def test_the_explanation_of_a_graph_network(golden: Golden) -> None:
    result = run("explain", GRAPH, COLUMNS="80")
    assert result.exit_code == 0
    golden(HERE / "graph.explain.txt", result.stdout)


@pytest.mark.parametrize("name", COMPILED)
@pytest.mark.parametrize("width", [80, 120])
def test_an_explanation_keeps_to_its_width(name: str, width: int) -> None:
    result = run("explain", SPECS / f"{name}.sym", COLUMNS=str(width))
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= width


def test_one_model_is_chosen_by_name(tmp_path: Path) -> None:
    text = GRAPH.read_text()
    path = spec(tmp_path, "two.sym", text + "model Other(x: [Nodes]) -> [Nodes] { return -x }\n")
    assert "Other" not in run("explain", f"{path}::GraphNet").stdout
    wrong = run("explain", f"{path}::GraphNett")
    assert (wrong.exit_code, "GraphNet?" in wrong.stderr) == (2, True)
    assert run("draw", path, "-o", tmp_path / "two.svg").exit_code == 2
    assert run("explain", f"{path}::Other").exit_code == 0


def test_the_json_counts_maps_weights_and_operations() -> None:
    found = data("explain", GRAPH)
    assert found["schema"] == "symc.explain/1"
    (model,) = found["models"]
    assert (model["weights"], model["freeSizes"]) == (5065, ["n"])
    first = model["layers"][0]
    assert [maps["maps"] for maps in first["maps"]] == [15, 2]
    assert first["denseFlops"] == "64 n^4"
    assert [level["weights"] for level in first["waist"]] == [128, 288, 64]
    assert data("explain", SPECS / "none.sym")["exitCode"] == 4


def test_costs_are_counted_at_a_size() -> None:
    assert "n = 100" in run("explain", GRAPH, "--at", "n=100").stdout
    assert run("explain", GRAPH, "--at", "n=0").exit_code == 2


def test_words_are_explained() -> None:
    for entry in entries():
        result = run("explain", entry.code.lower())
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{entry.code}: {entry.title}")
    assert "equivariant affine map" in run("explain", "linear").stdout
    assert "group G = O(3)" in run("explain", "O").stdout
    assert run("explain", "SYM999").exit_code == 2
    assert data("explain", "gate")["word"] == "gate"


def test_lists_are_of_the_registries() -> None:
    layers, functions = run("list", "layers").stdout, run("list", "functions").stdout
    assert "linear(a, b, ... -> T)" in layers
    assert "relu" not in layers
    assert "relu(x)" in functions
    groups = data("list", "groups")
    assert {"S", "O", "SO"} <= {entry["name"] for entry in groups["entries"]}
    assert run("list", "stars").exit_code == 2


def test_levels_are_those_that_specs_can_have() -> None:
    listed = {entry["name"] for entry in data("list", "levels")["entries"]}
    assert listed == {"exact", "breaking", "free", *USAGES}
    for name in listed:
        example = data("explain", name)["example"]
        assert f"symmetry Rot: {'by ' if name in USAGES else ''}{name}" in example
        assert understand(Source("example.sym", example)).models


@pytest.mark.parametrize("name", COMPILED)
def test_a_drawing_is_well_formed_and_always_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    assert run("draw", SPECS / f"{name}.sym", "-o", path).exit_code == 0
    root = ET.parse(path).getroot()
    assert root.tag.endswith("svg")
    assert run("draw", SPECS / f"{name}.sym", "-o", "-").stdout_bytes == path.read_bytes()


def test_a_drawing_has_every_diagram_or_says_how_many_more(tmp_path: Path) -> None:
    whole = run("draw", GRAPH, "--layer", "h_linear", "-o", "-").stdout
    assert whole.count("<rect") == 17 + 1
    cut = run("draw", GRAPH, "--layer", "h_linear", "--most", "4", "-o", "-").stdout
    assert (cut.count("<rect"), "+ 11 more" in cut) == (6 + 1, True)
    wrong = run("draw", GRAPH, "--layer", "h_linaer", "-o", "-")
    assert (wrong.exit_code, "h_linear" in wrong.stderr) == (2, True)


def test_only_drawings_of_ours_are_drawn_over(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("<svg>mine</svg>")
    assert run("draw", GRAPH, "-o", path).exit_code == 4
    assert run("draw", GRAPH, "-o", path, "--force").exit_code == 0
    assert run("draw", GRAPH, "-o", path).exit_code == 0


def test_init_starts_a_project_that_compiles(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run("init", folder).exit_code == 0
    assert run("fmt", folder, "--check").exit_code == 0
    assert run("compile", folder, "-o", folder).exit_code == 0
    compile((folder / "train.py").read_text(), "train.py", "exec")
    (folder / "train.py").write_text("mine")
    assert run("init", folder).exit_code == 4
    assert (folder / "train.py").read_text() == "mine"
