"""The grammar as a machine that takes tokens and ends with a tree."""

from collections.abc import Iterator

from symc.parse.lexer import RESERVED, TYPE_WORDS, Token
from symc.parse.tables import Rule, tables
from symc.parse.tree import Node
from symc.report import Source

_ALWAYS = RESERVED - TYPE_WORDS
_MADE = ("NAME", "INT", "DECIMAL", "STRING", "BLOCK", "PART", "KEY", "_END")


class Unexpected(Exception):
    """A token that cannot stand where it stands; `accepted` are the terminals that could."""

    def __init__(self, token: Token, accepted: frozenset[str]) -> None:
        super().__init__(token)
        self.token = token
        self.accepted = accepted


class Machine:
    """The grammar, at work on one text.

    Beside the states are what was made on the way to them, and the stretches of text that it came
    from: with the brackets around it, which are no part of the node itself.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tables = tables()
        self._states = [self._tables.start]
        self._made: list[tuple[Node, int, int]] = []

    def feed(self, token: Token) -> None:
        """Takes the next token, or raises Unexpected."""
        terminal = self._terminal(token)
        before = list(self._states)
        state = self._shifted(terminal)
        if state is None:
            raise Unexpected(token, frozenset(self._accepted(before)))
        start, end = token.start, token.end
        self._states.append(state)
        leaf = Node(terminal, token.text, [], self._source, start, end)
        self._made.append((leaf, start, end))

    def finish(self) -> Node:
        """The tree, once every token is in."""
        self._shifted("$END")
        return self._made[-1][0]

    def _shifted(self, terminal: str) -> int | None:
        """The state that the terminal leads to, once all rules that end before it are applied."""
        steps, states = self._tables.states, self._states
        while True:
            step = steps[states[-1]].get(terminal)
            if not isinstance(step, Rule):
                return step
            if step.passes and step.size == 1:
                states.pop()
            else:
                self._make(step)
            states.append(self._after(states[-1], step))
            if states[-1] == self._tables.end:
                return None

    def _after(self, state: int, rule: Rule) -> int:
        following = self._tables.states[state][rule.origin]
        assert isinstance(following, int)
        return following

    def _make(self, rule: Rule) -> None:
        """Puts one node in the place of the last ones."""
        held = self._made[-rule.size :] if rule.size else []
        if held:
            del self._made[-rule.size :]
            del self._states[-rule.size :]
        start, end = (held[0][1], held[-1][2]) if held else (0, 0)
        children: list[Node] = []
        for i, is_inlined in rule.kept:
            node = held[i][0]
            if not is_inlined:
                children.append(node)
            elif children:
                children += node.children
            else:
                children = node.children  # a list that grows at its end, and that no other has
        if rule.passes and len(children) == 1:
            self._made.append((children[0], start, end))
        else:
            made = Node(rule.kind, "", children, self._source, start, end)
            self._made.append((made, start, end))

    def _terminal(self, token: Token) -> str:
        """The terminal that a token is; most words of the grammar are names where not expected."""
        kind, words = token.kind, self._tables.words
        if kind == "END":
            return "_END"
        if kind == "SYMBOL":
            return words[token.text]
        if kind != "NAME" or token.text not in words:
            return kind
        terminal = words[token.text]
        if token.text in _ALWAYS:
            return terminal
        marks = {terminal, "RESTRICT"} if token.text in TYPE_WORDS else {terminal}
        expected = any(self._accepts(list(self._states), mark) for mark in marks)
        return terminal if expected else kind

    def _accepted(self, states: list[int]) -> Iterator[str]:
        for name in {*self._tables.words.values(), *_MADE}:
            if self._accepts(list(states), name):
                yield name

    def _accepts(self, states: list[int], terminal: str) -> bool:
        """Whether the terminal can be shifted, after the reductions that it asks for."""
        while (step := self._tables.states[states[-1]].get(terminal)) is not None:
            if not isinstance(step, Rule):
                return True
            if step.size:
                del states[-step.size :]
            states.append(self._after(states[-1], step))
        return False
