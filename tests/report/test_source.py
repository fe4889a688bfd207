"""Places in texts, near names, registries, and the catalogue of diagnostics."""

from dataclasses import dataclass

import pytest

from symc import errors, resources
from symc.registry import Registry, UnknownName
from symc.report import Diagnostic, Source, Span, nearest


@dataclass(frozen=True)
class Thing:
    name: str


def test_lines_end_in_any_way() -> None:
    source = Source("a.sym", "one\r\ntwo\rthree\nfour")
    assert [source.line(n) for n in range(1, 5)] == ["one", "two", "three", "four"]
    assert source.position(source.text.index("three")) == (3, 1)
    assert source.position(10**6) == (4, 5)


def test_spans_join() -> None:
    source = Source("a.sym", "one two three")
    assert Span(source, 0, 3).through(Span(source, 4, 7)).text == "one two"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Hiden", "Hidden"), ("rot", "Rot"), ("nodse", "nodes"), ("xyz", None), ("R", None)],
)
def test_the_nearest_name_is_found(word: str, meant: str | None) -> None:
    assert nearest(word, ("Hidden", "Rot", "nodes", "node_two")) == meant


def test_a_registry_knows_its_names() -> None:
    registry = Registry((Thing("b"), Thing("a")))
    assert registry.names == ("b", "a") and registry["a"] == Thing("a")
    assert registry.find("c") is None and "b" in registry and len(registry) == 2
    with pytest.raises(UnknownName) as failure:
        registry["c"]
    assert failure.value.known == ("b", "a")


def test_two_entries_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two entries are named 'a'"):
        Registry((Thing("a"), Thing("a")))


def test_the_grammar_is_found() -> None:
    assert "file:" in resources.read("grammar", "sym.lark")
    assert resources.folder("templates").is_dir()


def test_every_code_is_explained() -> None:
    assert len(errors.entries()) >= 19
    for entry in errors.entries():
        assert entry.title.endswith("."), entry.code
        assert errors.explain(entry.code.lower()) is entry
    assert errors.explain("SYM000") is None


def test_a_code_is_given_once_and_explained() -> None:
    def unexplained() -> Diagnostic:
        raise AssertionError

    def taken() -> Diagnostic:
        """It is."""
        raise AssertionError

    with pytest.raises(ValueError, match="SYM001 is taken by unexpected"):
        errors.diagnostic("SYM001")(taken)
    with pytest.raises(ValueError, match="SYM999 is not explained"):
        errors.diagnostic("SYM999")(unexplained)
