"""The text of a spec with its words told apart."""

from symc.dossier.html import Content, Tag, tag
from symc.parse.lexer import RESERVED, Lexer, Token
from symc.report import CompileError, Source

_KINDS = {"COMMENT": "c", "STRING": "s", "INT": "m", "DECIMAL": "m", "BLOCK": "m", "PART": "p"}


def highlighted(text: str) -> Tag:
    """A `pre` with every token in a `span` that has a class."""
    inside: list[Content] = []
    at = 0
    for token, kind in _kinds(text):
        inside += [text[at : token.start], tag("span", token.text, class_=kind)]
        at = token.end
    return tag("pre", *inside, text[at:], class_="spec")


def _kinds(text: str) -> list[tuple[Token, str]]:
    tokens: list[Token] = []
    try:
        for token in Lexer(Source("spec", text)).tokens():
            tokens.append(token)
    except CompileError:
        pass
    found: list[tuple[Token, str]] = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind == "NAME" and token.text in RESERVED:
            found.append((token, "k"))
        elif token.kind == "NAME" and after is not None and after.text == "(":
            found.append((token, "f"))
        elif token.kind in _KINDS:
            found.append((token, _KINDS[token.kind]))
    return found
