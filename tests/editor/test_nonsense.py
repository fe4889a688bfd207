"""What no editor sends: every request has an answer in one line, nothing is read or written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.editor.client import URI, Client, running

TEXT = "size n\ngroup P = S(n)\nmodel M(x: [P]) -> [] {\n    return linear(x -> [])\n}\n"
OPTIONS = {"tabSize": 4, "insertSpaces": True}
KINDS = ("hover", "completion", "definition")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nonsense")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    with running(folder) as client:
        client.open(TEXT)
        yield client
    assert not [path for path in folder.rglob("*") if path.suffix != ".sym"]


PLACES: list[object] = [
    {"line": -1, "character": 0},
    {"line": 0, "character": -5},
    {"line": 2**31, "character": 0},
    {"line": "a", "character": None},
    {"line": 3},
    {},
    None,
    [0, 0],
]


def refused(answer: Any) -> str:
    """What an answer says is wrong: one line, and no traceback."""
    assert isinstance(answer, dict), answer
    error = answer["error"]
    assert error["code"] in (-32602, -32601, -32600) and not error.get("data")
    assert "\n" not in error["message"] and len(error["message"]) <= 300
    return str(error["message"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_places_that_are_none_are_refused(client: Client, kind: str, place: object) -> None:
    asked = {"textDocument": {"uri": URI}, "position": place}
    assert "position" in refused(client.ask(f"textDocument/{kind}", asked))


@pytest.mark.parametrize("params", [None, [], [1, 2], "text", 7, {"textDocument": None}], ids=str)
@pytest.mark.parametrize("kind", [*KINDS, "formatting"])
def test_requests_of_another_form_are_refused(client: Client, kind: str, params: object) -> None:
    assert f"textDocument/{kind}" in refused(client.ask(f"textDocument/{kind}", params))


@pytest.mark.parametrize(
    "uri", ["file:///nowhere/other.sym", "", "5", "file:///etc", "file://%00%ff/a\0b", "x" * 999]
)
def test_texts_that_are_not_open_are_not_looked_at(client: Client, folder: Path, uri: str) -> None:
    (folder / "closed.sym").write_text("size n\n")
    for each in (uri, (folder / "closed.sym").as_uri()):
        asked = {"textDocument": {"uri": each}, "position": {"line": 0, "character": 6}}
        for kind in KINDS:
            assert "no such text is open" in refused(client.ask(f"textDocument/{kind}", asked))
        asked = {"textDocument": {"uri": each}, "options": OPTIONS}
        assert "no such text" in refused(client.ask("textDocument/formatting", asked))


def test_unknown_methods_and_commands_are_refused(client: Client) -> None:
    refused(client.ask("no/such", {}))
    refused(client.ask("workspace/executeCommand", {"command": "rm", "arguments": ["-rf", "."]}))


def _range(*numbers: int) -> dict[str, object]:
    a, b, c, d = numbers
    return {"start": {"line": a, "character": b}, "end": {"line": c, "character": d}}


CHANGES: list[object] = [
    [{"range": _range(4, 0, 1, 0), "text": "zzz"}],
    [{"range": _range(-5, 0, -1, 0), "text": "zzz"}],
    [{"range": _range(10**6, 0, 10**7, 0), "text": "zzz"}],
    [{"range": _range(0, 0, 0, 10**9), "text": "\U0001d54a"}],
    [{"range": _range(0, 1, 0, 2), "text": "half of a letter"}],
    [{"range": None, "text": "size n"}],
    [{"text": 5}],
    [{}],
    [],
    None,
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
@pytest.mark.parametrize("version", [-3, 0, None, "x"])
def test_changes_that_are_none_do_not_end_the_server(
    client: Client, changes: object, version: object
) -> None:
    document = {"uri": URI, "version": version}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
    asked = {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 6}}
    answer = client.ask("textDocument/hover", asked)
    assert answer is None or "contents" in answer
    client.notes.clear()
    assert client.open(TEXT) == []


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[]", b"null", b"[" * 5000, b"7", b'{"a": 1}'])
def test_bytes_that_are_no_message_are_told_in_one_line(client: Client, raw: bytes) -> None:
    client.notes.clear()
    client.raw(raw)
    client.ask("textDocument/formatting", {"textDocument": {"uri": URI}, "options": OPTIONS})
    (note,) = (n for n in client.notes if n["method"] == "window/showMessage")
    assert "\n" not in note["params"]["message"] and "attribute" not in json.dumps(note)
    assert client.open(TEXT) == []


def test_mistakes_in_imported_files_stand_at_the_import(client: Client, folder: Path) -> None:
    """A circle, a file that is gone, and one that is wrong."""
    (folder / "b.sym").write_text('import "c.sym"\nsize m\n')
    (folder / "c.sym").write_text('import "b.sym"\n')
    text = 'size n\nimport "b.sym"\n'
    uri = (folder / "a.sym").as_uri()

    def told() -> str:
        client.notes.clear()
        (found,) = client.open(text, uri)
        assert found["range"] == _range(1, 7, 1, 14)
        return str(found["message"])

    assert "in a circle" in told()
    (folder / "c.sym").write_text("size k\ngroup G = S(q)\n")
    assert "line 2" in told() and "c.sym" in told()
    (folder / "c.sym").unlink()
    assert 'no file "c.sym"' in told() and "b.sym, line 1" in told()
    (folder / "b.sym").unlink()
    assert told().startswith('no file "b.sym"')
