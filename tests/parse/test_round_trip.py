"""Printing and parsing undo each other; formatting keeps what was written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from symc.ir import ast
from symc.parse import format_source, parse, read_source, to_text
from symc.parse.lexer import Lexer
from symc.report import Source
from tests.strategies import files

TESTS = Path(__file__).parent.parent
SPECS = sorted([*TESTS.glob("accepted/*.sym"), *TESTS.glob("specs/*.sym")])

every_spec = pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
thorough = settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def _source(path: Path) -> Source:
    return read_source(path.read_bytes(), path.name)


def _comments(source: Source) -> list[str]:
    return [token.text.rstrip() for token in Lexer(source).tokens() if token.kind == "COMMENT"]


def _parsed(text: str) -> ast.File:
    return parse(Source("printed.sym", text))


def test_the_corpus_is_there() -> None:
    assert len(SPECS) > 25


@every_spec
def test_printing_then_parsing_is_the_identity(path: Path) -> None:
    tree = parse(_source(path))
    assert _parsed(to_text(tree)) == tree


@every_spec
def test_printing_is_idempotent(path: Path) -> None:
    text = to_text(parse(_source(path)))
    assert to_text(_parsed(text)) == text


@every_spec
def test_formatting_keeps_the_tree_and_every_comment(path: Path) -> None:
    source = _source(path)
    formatted = Source("formatted.sym", format_source(source))
    assert parse(formatted) == parse(source)
    assert _comments(formatted) == _comments(source)


@every_spec
def test_formatting_is_idempotent(path: Path) -> None:
    formatted = format_source(_source(path))
    assert format_source(Source("formatted.sym", formatted)) == formatted
    assert formatted == formatted.rstrip() + "\n"


@every_spec
def test_every_span_lies_in_the_text_and_holds_those_below(path: Path) -> None:
    source = _source(path)
    for declaration in parse(source).declarations:
        assert 0 <= declaration.span.start < declaration.span.end <= len(source.text)
        assert declaration.span.text.strip() == declaration.span.text


@pytest.mark.slow
@thorough
@given(files)
def test_any_tree_survives_printing_and_formatting(tree: ast.File) -> None:
    text = to_text(tree)
    assert _parsed(text) == tree
    formatted = format_source(Source("printed.sym", text))
    assert _parsed(formatted) == tree
    assert format_source(Source("formatted.sym", formatted)) == formatted


def test_parentheses_leave_no_trace_in_sums() -> None:
    """`A + (B + C)` and `A + B + C` are one type, `(a + b) + c` and `a + b + c` one value."""
    types = "type T = [] + ([A] + [B])", "type T = [] + [A] + [B]"
    assert _parsed(types[0]) == _parsed(types[1])
    models = (f"model M(a: T) -> T {{ return {e} }}" for e in ("(a + a) - a", "a + a - a"))
    assert len({_parsed(model) for model in models}) == 1
    apart = (f"model M(a: T) -> T {{ return {e} }}" for e in ("a - (a - a)", "a - a - a"))
    assert len({_parsed(model) for model in apart}) == 2


def test_numbers_are_exact() -> None:
    one, two = (_parsed(f"param p = {text}") for text in ("0.1", "1e-1"))
    assert one == two and to_text(one) != to_text(two)
    assert _parsed("param p = 0.10000000000000000001") != one


def test_formatting_looks_like_this() -> None:
    messy = "size  n;group A=S( n )# one\ngroup Long = O(3)   #two\n\n\n\ntype T={a:[ A ],\nb:2[A]}"
    assert format_source(Source("messy.sym", messy)) == (
        "size n; group A = S(n)  # one\n"
        "group Long = O(3)       #two\n"
        "\n"
        "type T = { a: [A],\n"
        "    b: 2 [A] }\n"
    )
