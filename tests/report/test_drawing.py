"""Diagnostics are drawn as people expect, whatever the text holds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symc.report import CompileError, Diagnostic, Label, Severity, Source, Span, draw, draw_all

ENERGY = Source("energy.sym", "group Rot = O(3)\n\n\n\nmodel\n    return linear(x -> [])\n")


def _label(text: str, say: str = "", primary: bool = False, source: Source = ENERGY) -> Label:
    at = source.text.index(text)
    return Label(Span(source, at, at + len(text)), say, primary)


def _error(*labels: Label, notes: tuple[str, ...] = (), helps: tuple[str, ...] = ()) -> Diagnostic:
    return Diagnostic("SYM301", Severity.ERROR, "no map", labels, notes, helps)


def test_it_looks_like_this() -> None:
    error = _error(
        _label("O(3)", "declared here"),
        _label("linear", primary=True),
        _label("[]", "this is []"),
        notes=("by Schur",),
        helps=("`s = invariants(x -> 16 [])`", "two\nlines"),
    )
    assert draw(error) == (
        "error[SYM301]: no map\n"
        "  --> energy.sym:6:12\n"
        "   |\n"
        " 1 | group Rot = O(3)\n"
        "   |             ---- declared here\n"
        " ...\n"
        " 6 |     return linear(x -> [])\n"
        "   |            ^^^^^^      -- this is []\n"
        "   |\n"
        "   = note: by Schur\n"
        "   = help: `s = invariants(x -> 16 [])`\n"
        "   = help: two\n"
        "           lines\n"
    )


def test_labels_of_one_line_stand_below_each_other() -> None:
    drawn = draw(_error(_label("linear", "a", True), _label("(x", "b"), _label("[]", "c")))
    assert drawn.splitlines()[3:-1] == [
        " 6 |     return linear(x -> [])",
        "   |            ^^^^^^--    -- c",
        "   |            |     |",
        "   |            |     b",
        "   |            a",
    ]


def test_a_line_between_two_is_shown_instead_of_dots() -> None:
    source = Source("a.sym", "one\ntwo\nthree\n")
    drawn = draw(_error(_label("one", "", True, source), _label("three", source=source)))
    assert " 2 | two\n" in drawn and "..." not in drawn


def test_labels_of_another_file_have_an_arrow_of_their_own() -> None:
    other = Source("other.sym", "size n\n")
    drawn = draw(_error(_label("n", "first", source=other), _label("linear", "again", True)))
    assert drawn.index("--> energy.sym:6:12") < drawn.index("::: other.sym:1:6")


def test_tabs_and_wide_letters_keep_carets_in_place() -> None:
    source = Source("wide.sym", "\tx # 群群 e\u0301 here")
    drawn = draw(_error(_label("x", "", True, source), _label("here", "", False, source)))
    assert " 1 |     x # 群群 e\u0301 here\n   |     ^          ----\n" in drawn


def test_control_characters_never_reach_the_terminal() -> None:
    source = Source("evil\x1b.sym", "a \x1b[31m\u202e b")
    error = Diagnostic("X", Severity.NOTE, "bad \x07", (_label("b", "\x00", True, source),))
    assert re.fullmatch(r"[\n -~]*", draw(error))


def test_long_lines_are_cut_around_the_caret() -> None:
    source = Source("long.sym", "x" * 100_000 + "HERE" + "y" * 100_000)
    drawn = draw(_error(_label("HERE", "this", True, source)))
    line, carets = drawn.splitlines()[3:5]
    assert len(line) < 150 and line.index("HERE") == carets.index("^^^^")


def test_colour_only_adds_escapes() -> None:
    error = _error(_label("linear", "here", True), notes=("n",))
    assert re.sub(r"\x1b\[[0-9;]*m", "", draw(error, colour=True)) == draw(error)
    assert "\x1b[" in draw(error, colour=True)


def test_an_error_without_labels_is_a_headline() -> None:
    assert draw(_error()) == "error[SYM301]: no map\n"


def test_errors_are_sorted_by_place_and_said_once() -> None:
    late, early = _error(_label("linear", "", True)), _error(_label("Rot", "", True))
    failure = CompileError(late, early, late)
    assert failure.diagnostics == (early, late)
    assert str(failure) == draw_all((early, late)) == f"{draw(early)}\n{draw(late)}"


def test_json_says_where() -> None:
    assert _label("linear", "here", True).to_json() == {
        "path": "energy.sym",
        "start": {"line": 6, "column": 12},
        "end": {"line": 6, "column": 18},
        "text": "here",
        "primary": True,
    }
    plain = _error(_label("linear"), helps=("h",)).to_json()
    assert (plain["code"], plain["severity"], plain["kind"]) == ("SYM301", "error", "spec")
    assert plain["helps"] == ["h"]


@pytest.mark.parametrize("text", ["", "\n", "x", "x\n", "\r\n", "a\rb"])
def test_the_end_of_any_text_can_be_shown(text: str) -> None:
    source = Source("end.sym", text)
    assert "^" in draw(_error(Label(Span(source, len(text), len(text)), "end", True)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-3, 50), st.integers(0, 20), st.text(max_size=5)), max_size=4),
)
def test_anything_can_be_drawn(text: str, places: list[tuple[int, int, str]]) -> None:
    source = Source("any.sym", text)
    spans = [Span(source, start, start + length) for start, length, _ in places]
    labels = [
        Label(s, t, i == 1) for i, (s, (_, _, t)) in enumerate(zip(spans, places, strict=True))
    ]
    drawn = draw(_error(*labels), colour=False)
    assert drawn.startswith("error[SYM301]: no map\n")
    assert all(part in drawn for part in ["-->"] * bool(labels))
