"""What the server offers and tells of irreps, representations, levels, graphs and products."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.client import Client, running

TEXT = """\
size n
group Atoms = S(n)
group Rot = O(3)
group Turn = C(8)
group Half = SU(2)
group Space = E(3)
graph Bonds on Atoms
group Tree = S(3) wr S(4)
group Faces = S(n)

model Product(x: [Atoms, Rot(2x0e + 2x1o)], v: [Atoms, Rot.1o], bonds: Bonds) -> 4 [Atoms] {
    symmetry Rot: exact
    m = gather(x at bonds.source)
    m = linear(m -> [Bonds, Rot(2x0e + 2x1o)])
    y = tensor_product(x, v -> [Atoms, Rot(2x0e + 2x1o)])
    return linear(y, scatter(m to bonds.target) -> 4 [Atoms])
}

model Plain(x: [Faces, Faces]) -> [Faces] {
    y = bilinear(x, x -> 2 [Faces])
    return linear(y -> [Faces])
}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running(tmp_path_factory.mktemp("elsewhere")) as found:
        assert found.open(TEXT) == []
        yield found


def offered(client: Client, old: str, new: str) -> list[str]:
    """What may stand at the `|` of a text with some words exchanged."""
    assert old in TEXT
    marked = TEXT.replace(old, new, 1)
    text = marked.replace("|", "")
    client.change(TEXT)
    client.change(text)
    head = marked[: marked.index("|")]
    place = {"line": head.count("\n"), "character": len(head.rpartition("\n")[2])}
    asked = {"textDocument": {"uri": "file:///nowhere/spec.sym"}, "position": place}
    return [item["label"] for item in client.ask("textDocument/completion", asked)]


def told(client: Client, mark: str) -> str:
    client.change(TEXT)
    answer = client.at("hover", TEXT, mark)
    return str(answer["contents"]["value"])


def test_blocks_of_flat_axes_have_the_labels_of_their_group(client: Client) -> None:
    target = "-> [Atoms, Rot(2x0e + 2x1o)]"
    found = offered(client, target, "-> [Atoms, Rot(|")
    assert found[:4] == ["0e", "0o", "1e", "1o"] and "Atoms" not in found
    assert "64x1o" in offered(client, target, "-> [Atoms, Rot(4x0e + 64x|")
    assert "64x1o" in offered(client, target, "-> [Atoms, Rot(4x0e + 64|")
    assert offered(client, target, "-> [Atoms, Turn(|") == ["1", "2", "3"]
    assert offered(client, target, "-> [Atoms, Half(|")[:3] == ["0", "1", "2"]
    assert offered(client, target, "-> [Atoms, Tree(|") == []
    assert offered(client, target, "-> [Atoms, Nobody(|") == []


def test_representations_behind_a_dot_are_those_of_the_group(client: Client) -> None:
    rot = offered(client, "Rot.1o]", "Rot.|]")
    assert {"0e", "2o", "det", "trivial"} <= set(rot) and not {"regular", "sign"} & set(rot)
    turn = offered(client, "Rot.1o]", "Turn.|]")
    assert {"1", "2", "3", "regular"} <= set(turn) and "4" not in turn
    assert offered(client, "Rot.1o]", "Space.|]")[0] == "vector"
    assert "sign" in offered(client, "Rot.1o]", "Atoms.|]")


def test_options_of_calls_and_their_words(client: Client) -> None:
    call = "linear(m -> [Bonds, Rot(2x0e + 2x1o)])"
    assert {"bias =", "fixed =", "relaxed ="} <= set(offered(client, call, f"{call[:-1]}, |)"))
    call = "tensor_product(x, v -> [Atoms, Rot(2x0e + 2x1o)])"
    options = offered(client, call, f"{call[:-1]}, |)")
    assert {"weights =", "mode =", "algorithm =", "radial_precision ="} <= set(options)
    assert {"auto", "cg", "so2", "gaunt", "cp"} == set(
        offered(client, call, f"{call[:-1]}, algorithm = |)")
    )
    assert offered(client, call, f"{call[:-1]}, mode = |)") == ["full", "channelwise"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("|", {"Atoms", "Rot", "Turn"}),
        ("Rot: |", {"exact", "breaking", "free", "by"}),
        ("Rot: breaking |", {"<=", "~", "learned", "learned <="}),
        ("Rot: breaking <= 0.1 |", {"to", "for", "op"}),
        ("Rot: breaking <= 0.1 to |", {"Turn"}),
        ("Rot: by |", {"frame", "average", "canonical", "sample", "penalty", "input"}),
        ("Rot: by frame(|", {"pca"}),
        ("Rot: by input(8, |", {"drop ="}),
    ],
)
def test_levels(client: Client, written: str, words: set[str]) -> None:
    assert words <= set(offered(client, "symmetry Rot: exact", f"symmetry {written}"))
    if ":" not in written:
        line = "return linear(y -> [Faces])"
        assert words <= set(offered(client, line, f"{line} with {written}"))


def test_numbers_are_not_completed(client: Client) -> None:
    assert offered(client, "symmetry Rot: exact", "symmetry Rot: breaking <= |") == []


def test_hover_counts_the_paths_of_products(client: Client) -> None:
    """Of 0e, 1o with 1o: 0e 1o -> 1o and 1o 1o -> 0e; 1o 1o -> 1e is not in the target."""
    text = told(client, "tensor_product(")
    assert "| 2 [] x [Rot] | 2 [Rot] | 1 |" in text and "| 2 [Rot] x [Rot] | 2 [] | 1 |" in text
    assert "2 paths, a weight each (for each of Atoms)" in text


def test_hover_counts_the_maps_along_edges(client: Client) -> None:
    """On every edge: numbers to numbers and vectors to vectors, one constant; 2 channels each."""
    text = told(client, "linear(m -> [Bonds")
    assert f"dimension {2 * 2 + 2 * 2 + 2} (for each of Bonds)" in text


def test_hover_counts_the_basis_of_bilinear_layers(client: Client) -> None:
    """Partitions of five indices: B(5) = 52."""
    assert "52 basis maps" in told(client, "bilinear(x, x")


def test_hover_tells_nothing_of_maps_where_the_text_is_wrong(client: Client) -> None:
    text = TEXT.replace("Plain(x:", "Plain(x")
    client.change(text)
    answer = client.at("hover", text, "bilinear(x, x")
    assert answer is None or "Traceback" not in str(answer)


def test_definitions_are_found_in_files_that_imports_import(client: Client, tmp_path: Path) -> None:
    """Wherever the server was started."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "groups.sym").write_text("size n\ngroup Far = S(n)\n")
    (tmp_path / "lib" / "types.sym").write_text('import "groups.sym"\n\ntype Near = 2 [Far]\n')
    text = 'import "lib/types.sym"\nmodel M(x: Near) -> [Far] { return linear(x -> [Far]) }\n'
    uri = (tmp_path / "main.sym").as_uri()
    assert client.open(text, uri) == []
    near = client.at("definition", text, "Near", 0, uri)
    assert near["uri"] == (tmp_path / "lib" / "types.sym").as_uri()
    assert near["range"]["start"] == {"line": 2, "character": 5}
    far = client.at("definition", text, "Far]", 0, uri)
    assert far["uri"] == (tmp_path / "lib" / "groups.sym").as_uri()
    assert far["range"]["start"] == {"line": 1, "character": 6}


def test_words_of_groups_and_levels_are_explained(client: Client) -> None:
    assert "rotations, reflections and translations" in told(client, "E(3)")
    assert "wreath product" in told(client, "wr S(4)")
    assert "holds for all weights" in told(client, "exact\n")
    assert {"E", "SE", "stabilizer", "generated"} <= set(offered(client, "C(8)", "|"))
