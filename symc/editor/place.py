"""What may stand at a place in a text, told from the words before it."""

from dataclasses import dataclass
from typing import Literal

from symc.parse.lexer import Token

Kind = Literal[
    "declaration",
    "family",
    "group",
    "axis",
    "label",
    "type",
    "statement",
    "value",
    "part",
    "end",
    "level",
    "amount",
    "reach",
    "method",
    "setting",
    "irreps",
    "word",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Place:
    """What is wanted here: a kind of word; `of` is the name that it belongs to.

    That is the group of a label or of irreps, the value of a part, the graph of an end, the way to
    enforce a symmetry whose `setting` is wanted, or the call whose options may stand here;
    `option` is the option whose word is wanted.
    """

    kind: Kind
    of: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """An open bracket: where it stands among the tokens, and the word before it."""

    symbol: str
    index: int
    name: str


def place_after(tokens: list[Token]) -> Place:
    """The place behind these tokens."""
    brackets = _open(tokens)
    last = tokens[-1] if tokens else None
    line = _statement(tokens)
    head = line[0].text if line else ""
    top = brackets[-1] if brackets else Open("", -1, "")
    if last is not None and last.text == ".":
        return _behind_dot(tokens, top)
    if top.symbol == "[":
        return Place("nothing" if head == "group" else "axis")
    if top.symbol == "(":
        return _in_parentheses(tokens, brackets, head)
    if top.symbol == "{" and _is_record(tokens, top):
        return Place("type" if last and last.text in (":", "+") else "nothing")
    return _in_line(line, inside=bool(brackets))


def _open(tokens: list[Token]) -> list[Open]:
    """The brackets that are open behind the tokens, the innermost last."""
    found: list[Open] = []
    for i, token in enumerate(tokens):
        if token.kind == "SYMBOL" and token.text in "([{":
            name = tokens[i - 1].text if i and tokens[i - 1].kind == "NAME" else ""
            found.append(Open(token.text, i, name))
        elif token.kind == "SYMBOL" and token.text in ")]}" and found:
            found.pop()
    return found


def _statement(tokens: list[Token]) -> list[Token]:
    """The tokens of the statement that is being written."""
    depth = 0
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if token.kind == "END" and depth <= 0:
            return tokens[i + 1 :]
        if token.text in ("}", ")", "]") and token.kind == "SYMBOL":
            depth += 1
        elif token.text in ("{", "(", "[") and token.kind == "SYMBOL":
            if token.text == "{" and depth == 0 and not _is_record(tokens, Open("{", i, "")):
                return tokens[i + 1 :]
            depth -= 1
    return tokens


def _is_record(tokens: list[Token], brace: Open) -> bool:
    before = tokens[brace.index - 1].text if brace.index > 0 else ""
    return before in ("->", ":", "=", "(", ",", "+")


def _behind_dot(tokens: list[Token], top: Open) -> Place:
    """Behind `name.`: a label of a group, an end of a graph, or a part of a value."""
    named = next((t for t in reversed(tokens[:-1]) if t.kind == "NAME"), None)
    if named is None:
        return Place("nothing")
    if top.symbol == "[":
        return Place("label", named.text)
    at = tokens.index(named)
    if at and tokens[at - 1].text in ("at", "to"):
        return Place("end", named.text)
    return Place("part", named.text)


def _in_parentheses(tokens: list[Token], brackets: list[Open], head: str) -> Place:
    top, last = brackets[-1], tokens[-1].text
    if head == "group":
        return Place("nothing")
    if len(brackets) > 1 and brackets[-2].symbol == "[":
        return Place("irreps", top.name) if top.name else Place("axis")
    if top.index > 1 and tokens[top.index - 2].text == "by":
        return Place("setting", top.name)
    if head in ("model", "layer") and not any(b.symbol == "{" for b in brackets[:-1]):
        return Place("type" if last in (":", "+") else "nothing")
    arrow = next((t for t in reversed(tokens[top.index :]) if t.text in ("->", ",")), None)
    if arrow is not None and arrow.text == "->" and last in ("->", "+", "("):
        return Place("type", of="same")
    if last == "over":
        return Place("group")
    if last == "=":
        return Place("word", top.name, tokens[-2].text)
    return Place("value", top.name)


def _in_line(line: list[Token], inside: bool) -> Place:
    """In a statement, outside of brackets; `inside` a body or not."""
    if not line:
        return Place("statement" if inside else "declaration")
    head, last = line[0].text, line[-1].text
    words = [token.text for token in line]
    if head == "symmetry" or "with" in words:
        return _in_level(last)
    if inside:
        return Place("value" if last in ("=", "return", "+", "-", "*") else "nothing")
    if head == "group":
        return Place(
            "group" if last == "within" else "family" if last in ("=", "wr") else "nothing"
        )
    if head == "graph":
        return Place("group" if last == "on" else "nothing")
    return Place(
        "type" if last in ("=", "->", "+") and head not in ("size", "param") else "nothing"
    )


def _in_level(last: str) -> Place:
    """In a line that says how exact a symmetry is."""
    if last in ("symmetry", "with", ",", "to"):
        return Place("group")
    kinds: dict[str, Kind] = {":": "level", "breaking": "amount", "by": "method"}
    if last in ("<=", "~"):
        return Place("nothing")
    return Place(kinds.get(last, "reach"))
