"""The Pygments lexer and the TextMate grammar know the words of the language."""

import json
import re
from pathlib import Path

import pytest
from pygments.token import Error

from symc.check.families import compiled
from symc.editor import textmate
from symc.editor.highlight import SymLexer
from symc.editor.words import CONTROLLING, DECLARING, LEVELLING, TYPING, families
from symc.layers import LAYERS
from symc.parse.lexer import RESERVED

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted((ROOT / "tests" / "specs").glob("*.sym"))
SPECS += sorted((ROOT / "tests" / "accepted").glob("*.sym"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_the_lexer_takes_every_text_that_symc_takes(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    found = list(SymLexer(stripnl=False, ensurenl=False).get_tokens(text))
    assert Error not in {kind for kind, _ in found}
    assert "".join(value for _, value in found) == text.replace("\r\n", "\n").replace("\r", "\n")


def test_the_lexer_tells_words_apart() -> None:
    text = "group Rot = O(3)  # turned\nmodel M(x: 2 [Rot]) -> [] { return gate(x) }\n"
    found = {value: str(kind) for kind, value in SymLexer().get_tokens(text)}
    assert found["group"] == "Token.Keyword.Declaration" and found["return"] == "Token.Keyword"
    assert found["O"] == "Token.Name.Builtin" and found["M"] == "Token.Name.Class"
    assert found["gate"] == "Token.Name.Builtin" and found["# turned"] == "Token.Comment.Single"
    own = {
        value: str(kind) for kind, value in SymLexer().get_tokens("h = Core(G2(x))\ngroup X = G2")
    }
    assert own["Core"] == "Token.Name.Function" and own["G2"] == "Token.Name.Builtin"


def test_every_reserved_word_is_highlighted() -> None:
    assert {*DECLARING, *CONTROLLING, *TYPING} == RESERVED


def test_the_words_of_the_grammar_are_highlighted_and_no_others() -> None:
    grammar = (ROOT / "grammar" / "sym.lark").read_text(encoding="utf-8")
    quoted = set(re.findall(r'"([a-z]+)"', grammar))
    assert quoted == {*DECLARING, *CONTROLLING, *TYPING, *LEVELLING, "symc"}


def test_every_layer_and_family_is_known_to_both() -> None:
    patterns = textmate.grammar()["patterns"]
    assert isinstance(patterns, list)
    known = {each["name"]: re.compile(each["match"]) for each in patterns if "name" in each}
    for scope, names in (("function", LAYERS.names), ("class", compiled())):
        for name in names:
            found = {v: str(k) for k, v in SymLexer().get_tokens(f"{name}(x)")}
            assert found[name] == "Token.Name.Builtin", name
            assert known[f"support.{scope}.sym"].match(f"{name}(x)"), name
    assert known["support.class.sym"].search("group X = G2")
    assert not known["support.function.sym"].match("linearly(x)")


def test_the_textmate_grammar_of_the_extension_is_the_one_that_symc_writes() -> None:
    """`python -m symc.editor.textmate > editors/vscode/syntaxes/sym.tmLanguage.json`."""
    path = ROOT / "editors" / "vscode" / "syntaxes" / "sym.tmLanguage.json"
    assert path.read_text(encoding="utf-8") == textmate.text()


def test_its_patterns_find_words() -> None:
    patterns = textmate.grammar()["patterns"]
    assert isinstance(patterns, list)
    found = {each["name"]: re.compile(each["match"]) for each in patterns if "name" in each}
    assert found["keyword.control.sym"].search("    return x")
    assert not found["keyword.control.sym"].search("returned")
    assert all(
        found["support.class.sym"].search(f"{name}(3)") for name in families() if name != "G2"
    )
    assert found["constant.numeric.irrep.sym"].search("32x0e")


def test_the_extension_names_files_that_are_there() -> None:
    folder = ROOT / "editors" / "vscode"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    (language,) = package["contributes"]["languages"]
    (grammar,) = package["contributes"]["grammars"]
    named = [package["main"], language["configuration"], grammar["path"]]
    assert all((folder / name).is_file() for name in named)
    assert grammar["scopeName"] == textmate.SCOPE and language["extensions"] == [".sym"]
