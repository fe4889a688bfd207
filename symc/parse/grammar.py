"""The one door to lark: the grammar as a machine that takes tokens and ends with a tree."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from symc import resources
from symc.parse.lexer import RESERVED, TYPE_WORDS, Token
from symc.report import Source, Span

if TYPE_CHECKING:
    from lark import Lark


class Unexpected(Exception):
    """A token that cannot stand where it stands; `accepted` are the terminals that could."""

    def __init__(self, token: Token, accepted: frozenset[str]) -> None:
        super().__init__(token)
        self.token = token
        self.accepted = accepted


class Node:
    """A node or a token of the tree that lark makes, with its span in the source."""

    __slots__ = ("_raw", "_source")

    def __init__(self, raw: Any, source: Source) -> None:
        self._raw = raw
        self._source = source

    @property
    def kind(self) -> str:
        """The name of the rule, or of the terminal."""
        return str(self._raw.data if hasattr(self._raw, "data") else self._raw.type)

    @property
    def children(self) -> list["Node"]:
        """The nodes below, in the order written."""
        return [Node(raw, self._source) for raw in self._raw.children]

    @property
    def only(self) -> "Node":
        """The one node below."""
        (child,) = self.children
        return child

    @property
    def text(self) -> str:
        """What a token says."""
        return str(self._raw)

    @property
    def span(self) -> Span:
        """From the first character to the last."""
        place = self._raw.meta if hasattr(self._raw, "meta") else self._raw
        return Span(self._source, place.start_pos, place.end_pos)


class Machine:
    """The grammar, at work on one text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parser: Any = _grammar().parse_interactive()
        self._table: dict[int, dict[str, tuple[Any, Any]]] = (
            self._parser.parser_state.parse_conf.parse_table.states
        )

    def feed(self, token: Token) -> None:
        """Takes the next token, or raises Unexpected."""
        from lark import Token as Leaf
        from lark import UnexpectedInput

        before = list(self._parser.parser_state.state_stack)
        leaf = Leaf(self._terminal(token), token.text, token.start, 1, 1, 1, 1, token.end)
        try:
            self._parser.feed_token(leaf)
        except UnexpectedInput:
            raise Unexpected(token, frozenset(self._accepted(before))) from None

    def finish(self) -> Node:
        """The tree, once every token is in."""
        return Node(self._parser.feed_eof(), self._source)

    def _terminal(self, token: Token) -> str:
        """The terminal that a token is; most words of the grammar are names where not expected."""
        if token.kind == "END":
            return "_END"
        if token.kind == "SYMBOL":
            return terminals()[token.text]
        if token.kind != "NAME" or token.text not in terminals():
            return token.kind
        terminal = terminals()[token.text]
        if token.text in RESERVED - TYPE_WORDS:
            return terminal
        states = list(self._parser.parser_state.state_stack)
        marks = {terminal, "RESTRICT"} if token.text in TYPE_WORDS else {terminal}
        expected = any(self._accepts(list(states), mark) for mark in marks)
        return terminal if expected else token.kind

    def _accepted(self, states: list[int]) -> Iterator[str]:
        for name in {*terminals().values(), *_MADE}:
            if self._accepts(list(states), name):
                yield name

    def _accepts(self, states: list[int], terminal: str) -> bool:
        """Whether the terminal can be shifted, after the reductions that it asks for."""
        while step := self._table[states[-1]].get(terminal):
            target = step[1]
            if isinstance(target, int):
                return True
            if target.expansion:
                del states[-len(target.expansion) :]
            states.append(self._table[states[-1]][target.origin.name][1])
        return False


_MADE = ("NAME", "INT", "DECIMAL", "STRING", "BLOCK", "PART", "KEY", "_END")


@cache
def terminals() -> dict[str, str]:
    """The terminal of every word and symbol that the grammar writes out."""
    return {terminal.pattern.value: terminal.name for terminal in _grammar().terminals}


@cache
def _grammar() -> "Lark":
    from lark import Lark

    return Lark(
        resources.read("grammar", "sym.lark"),
        start="file",
        parser="lalr",
        lexer="basic",
        propagate_positions=True,
        maybe_placeholders=False,
    )
