"""The language server, driven over pipes as an editor drives it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.client import URI, Client, running

TEXT = """\
symc 1

size n
group Nodes = S(n)

type Hidden = 4 [Nodes] + 2 [Nodes, Nodes]

layer Core(h: Hidden) -> Hidden {
    return relu(linear(h -> same))
}

model Net(a: [Nodes, Nodes]) -> [Nodes] {
    h = linear(a -> Hidden)
    h = Core(h)
    return linear(h -> [Nodes])
}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running(tmp_path_factory.mktemp("root")) as client:
        yield client


def hovered(client: Client, mark: str, shift: int = 0) -> str:
    answer = client.at("hover", TEXT, mark, shift)
    return str(answer["contents"]["value"])


def completed(client: Client, text: str, mark: str, shift: int) -> list[str]:
    client.change(text)
    return [item["label"] for item in client.at("completion", text, mark, shift)]


def line_of(client: Client, mark: str, shift: int) -> int:
    answer = client.at("definition", TEXT, mark, shift)
    return int(answer["range"]["start"]["line"])


def test_a_sound_text_has_no_diagnostics(client: Client) -> None:
    assert client.open(TEXT) == []


def test_hover_tells_the_type_of_values_and_the_maps_of_calls(client: Client) -> None:
    client.open(TEXT)
    assert "h: 4 [Nodes] + 2 [Nodes, Nodes]" in hovered(client, "h = linear")
    told = hovered(client, "linear(a")
    assert "| [Nodes, Nodes] | 2 [Nodes, Nodes] | 15 |" in told
    # 5 maps into each of 4 channels, 15 into each of 2; 1 and 2 constants for each channel
    assert f"dimension {5 * 4 + 15 * 2 + 1 * 4 + 2 * 2}" in told


def test_hover_tells_what_a_declared_name_stands_for(client: Client) -> None:
    client.open(TEXT)
    assert "group Nodes = S(n)" in hovered(client, "Nodes, Nodes]")
    assert "`(..., n, n, 2)`" in hovered(client, "Hidden {")
    assert "layer Core(h: Hidden) -> Hidden\n" in hovered(client, "Core(h)\n")
    assert "a: [Nodes, Nodes]" in hovered(client, "a: [")


def test_definitions_are_found(client: Client) -> None:
    client.open(TEXT)
    assert line_of(client, "Hidden {", 1) == 5
    assert line_of(client, "Core(h)\n", 1) == 7
    assert line_of(client, "Core(h)\n", 5) == 12, "the `h` that is read, not the one assigned to"
    assert line_of(client, "(h -> [Nodes]", 1) == 13
    assert client.at("definition", TEXT, "symc 1") is None


def test_completion_offers_what_is_legal_there(client: Client) -> None:
    client.open(TEXT)
    cut = TEXT.replace("relu(linear(h -> same))", "relu(linear(h -> ")
    assert {"Hidden", "same"} <= set(completed(client, cut, "(h -> ", 6))
    cut = TEXT.replace("-> [Nodes])", "-> [N")
    assert set(completed(client, cut, "-> [N\n", 5)) == {"n", "Nodes"}
    cut = TEXT.replace("Core(h)\n", "C\n")
    found = completed(client, cut, "h = C", 5)
    assert {"h", "a", "Core", "linear"} <= set(found) and "Nodes" not in found
    cut = TEXT.replace("-> [Nodes])", "-> [Nodes], bias = )")
    assert completed(client, cut, "bias = ", 7) == ["on", "off"]
    cut = TEXT.replace("    h = Core(h)", "    symmetry N")
    assert completed(client, cut, "symmetry N", 10) == ["Nodes"]
    cut = TEXT.replace("S(n)", "")
    assert {"S", "SO", "generated"} <= set(completed(client, cut, "Nodes = ", 8))
    cut = TEXT.replace("Core(h)\n", "h.\n")
    assert completed(client, cut, "h.\n", 2) == ["0", "1"]
    assert completed(client, TEXT + "# gro", "# gro", 5) == [], "nothing inside comments"


def test_a_mistake_is_shown_where_it_stands_with_its_help(client: Client) -> None:
    client.open(TEXT)
    (found,), _ = client.change(TEXT.replace("Hidden)\n", "Hiden)\n"))
    assert found["range"]["start"] == {"line": 12, "character": 20}
    assert found["code"].startswith("SYM") and "Hidden" in found["message"]
    assert client.change(TEXT)[0] == []


def test_columns_are_counted_as_the_client_counts_them(client: Client) -> None:
    """By default in UTF-16: a letter beyond the basic plane is two units long."""
    (found,) = client.open('import "\U0001d54a.sym"; type T = Nodse')[:1]
    assert found["range"]["start"]["character"] in (0, 7)
    found = next(
        d for d in client.change('import "\U0001d54a"; type T = Nodse')[0] if "Nod" in str(d)
    )
    assert found["range"]["start"]["character"] == len('import "??"; type T = ')


def test_formatting_gives_the_canonical_layout_and_leaves_wrong_texts_alone(
    client: Client,
) -> None:
    options = {"tabSize": 4, "insertSpaces": True}
    request = {"textDocument": {"uri": URI}, "options": options}
    client.open(TEXT.replace("    h =", "  h  ="))
    (edit,) = client.ask("textDocument/formatting", request)
    assert edit["newText"] == TEXT
    client.change(TEXT)
    assert client.ask("textDocument/formatting", request) == []
    client.change(TEXT[:-5])
    assert client.ask("textDocument/formatting", request) is None


def test_imports_are_found_beside_the_file(client: Client, tmp_path: Path) -> None:
    (tmp_path / "types.sym").write_text("size n\ngroup Nodes = S(n)\ntype T = [Nodes]\n")
    main = 'import "types.sym"\nmodel M(x: T) -> [] { return linear(x -> []) }\n'
    uri = (tmp_path / "main.sym").as_uri()
    assert client.open(main, uri) == []
    answer = client.at("definition", main, "T)", 0, uri)
    assert answer["uri"].endswith("types.sym") and answer["range"]["start"]["line"] == 2


NONSENSE: list[object] = [
    {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 7}},
    {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}},
    {"jsonrpc": "2.0", "method": "no/such", "params": [1, 2]},
    {"jsonrpc": "2.0", "id": 991, "method": "no/such/request", "params": None},
    {"jsonrpc": "1.0", "id": "x", "method": None},
    {"id": 992, "result": "an answer to nothing"},
    [],
    "text",
    17,
]


@pytest.mark.parametrize("message", NONSENSE)
def test_a_client_that_sends_nonsense_does_not_end_the_server(
    client: Client, message: object
) -> None:
    client.send(message)
    assert client.open(TEXT) == []
    assert "h: 4" in hovered(client, "h = linear")


def test_places_outside_of_the_text_are_answered(client: Client) -> None:
    client.open(TEXT)
    document = {"uri": URI}
    for line, character in ((10_000, 0), (0, 10_000), (0, 0), (len(TEXT.splitlines()), 0)):
        place = {"textDocument": document, "position": {"line": line, "character": character}}
        for kind in ("hover", "completion", "definition"):
            answer = client.ask(f"textDocument/{kind}", place)
            assert not (isinstance(answer, dict) and "error" in answer)
    strange = {"textDocument": {"uri": "nowhere:/at all"}, "position": {"line": 0, "character": 0}}
    client.ask("textDocument/hover", strange)
    assert client.open(TEXT) == []


def test_every_beginning_of_a_text_is_answered(client: Client) -> None:
    """As someone types it, letter by letter."""
    client.open("")
    for end in range(0, len(TEXT), 7):
        client.change(TEXT[:end])
        line = TEXT[:end].count("\n")
        column = end - (TEXT.rfind("\n", 0, end) + 1)
        place = {"line": line, "character": column}
        asked = {"textDocument": {"uri": URI}, "position": place}
        for kind in ("hover", "completion", "definition"):
            answer = client.ask(f"textDocument/{kind}", asked)
            assert not (isinstance(answer, dict) and "error" in answer), (end, kind, answer)
    assert client.change(TEXT)[0] == []
