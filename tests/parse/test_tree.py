"""The tree that the parser makes is the one that lark makes, node by node, with the same places."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Token, UnexpectedInput

from symc.parse.grammar import Machine, Unexpected
from symc.parse.lexer import Lexer
from symc.parse.tree import Node
from symc.report import CompileError, Source

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted((ROOT / "examples").glob("*.sym")) + sorted((ROOT / "tests").glob("*/*.sym"))
BRACKETS = """\
size n
group P = S(n)
type T = ((2 [P] + ([P])))
model M(x: (T)) -> (a: [P], b: (3 [P])) {
    y = ((x)) * (2) + (-(x)).0 - (x, (x))
    return (linear((y) -> [P]), (linear(y -> (3 [P])))) with P: breaking learned <= 0.1
}
"""


@cache
def lark() -> Lark:
    grammar = (ROOT / "grammar" / "sym.lark").read_text(encoding="utf-8")
    kind: dict[str, Any] = {"parser": "lalr", "lexer": "basic", "start": "file"}
    return Lark(grammar, propagate_positions=True, maybe_placeholders=False, **kind)


class Watched(Machine):
    """A machine that hands every terminal to lark, too."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.other: Any = lark().parse_interactive()

    def _terminal(self, token: Any) -> str:
        name = super()._terminal(token)
        self.other.feed_token(Token(name, token.text, token.start, 1, 1, 1, 1, token.end))
        return name


def drawn(node: Node) -> tuple[object, ...]:
    children = tuple(map(drawn, node.children))
    return (node.kind, node.text, node.start, node.end, children)


def drawn_by_lark(raw: Any) -> tuple[object, ...]:
    if isinstance(raw, Token):
        return (raw.type, str(raw), raw.start_pos, raw.end_pos, ())
    children = tuple(map(drawn_by_lark, raw.children))
    start, end = (0, 0) if raw.meta.empty else (raw.meta.start_pos, raw.meta.end_pos)
    return (str(raw.data), "", start, end, children)


def compared(text: str) -> bool:
    """Whether both trees were made and are equal; texts with mistakes have none."""
    source = Source("a.sym", text)
    machine = Watched(source)
    for token in Lexer(source).tokens():
        if token.kind not in ("COMMENT", "BREAK"):
            machine.feed(token)
    return drawn(machine.finish()) == drawn_by_lark(machine.other.feed_eof())


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_trees_of_specs_are_those_of_lark(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    try:
        assert compared(text)
    except (CompileError, Unexpected, UnexpectedInput):
        assert path.parent.name == "rejected"


def test_brackets_belong_to_what_they_stand_in() -> None:
    assert compared(BRACKETS)
