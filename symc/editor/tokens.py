"""The words around a place in a text, whether the text is whole or not."""

from symc.parse.lexer import Lexer, Token
from symc.report import CompileError, Source

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"


def tokens_of(source: Source) -> list[Token]:
    """Every token up to the first mistake, comments too."""
    return _lexed(source)[0]


def before(source: Source, offset: int) -> list[Token] | None:
    """What the parser sees before the word at an offset; None inside comments and strings.

    A dot right before the word is a token of its own.
    """
    text = source.text[:offset].rstrip(_LETTERS)
    is_dotted = text.endswith(".")
    text = text.removesuffix(".")
    tokens, problem = _lexed(Source(source.name, text))
    if problem.startswith('"') or (tokens and _is_comment(tokens[-1], len(text))):
        return None
    dot = [Token("SYMBOL", ".", len(text))] if is_dotted else []
    return [token for token in tokens if token.kind not in ("COMMENT", "BREAK")] + dot


def word_at(source: Source, offset: int) -> Token | None:
    """The name, part or key at an offset, or right before it."""
    for token in tokens_of(source):
        if token.kind in ("NAME", "PART", "KEY") and token.start <= offset <= token.end:
            return token
    return None


def _is_comment(token: Token, end: int) -> bool:
    return token.kind == "COMMENT" and token.end == end


def _lexed(source: Source) -> tuple[list[Token], str]:
    """The tokens up to the first mistake, and the text of that."""
    found: list[Token] = []
    try:
        for token in Lexer(source).tokens():
            found.append(token)
    except CompileError as problem:
        label = problem.diagnostics[0].primary
        return found, label.span.text if label is not None else ""
    return _without_end(found), ""


def _without_end(tokens: list[Token]) -> list[Token]:
    """The end that a lexer adds where the text breaks off is none."""
    return tokens[:-1] if tokens and tokens[-1].kind == "END" and not tokens[-1].text else tokens
