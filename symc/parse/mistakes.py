"""What the parser stumbled over, in the words of someone who writes specs."""

import re

from symc.errors import text as errors
from symc.parse.grammar import Unexpected
from symc.parse.lexer import RESERVED, Lexer, Token
from symc.parse.tables import tables
from symc.report import Diagnostic, Span


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DECLARATIONS = _set("IMPORT SIZE PARAM GROUP TYPE GRAPH EXTERN LAYER MODEL")
# Each set of terminals and what a reader calls it; the larger sets first.
_TOGETHER = (
    (_DECLARATIONS | {"SYMC"}, "a declaration"),
    (_DECLARATIONS, "a declaration"),
    (_set("SYMMETRY REPEAT RETURN NAME RBRACE"), "a statement or `}`"),
    (_set("LSQB LPAR NAME INT SYM ALT RESTRICT INDUCE SAME LBRACE"), "a type"),
    (_set("LSQB LPAR NAME INT SYM ALT RESTRICT INDUCE LBRACE"), "a type"),
    (_set("LSQB LPAR NAME INT SYM ALT RESTRICT INDUCE"), "a type"),
    (_set("LSQB LPAR NAME SYM ALT RESTRICT INDUCE"), "a type"),
    (_set("LSQB LPAR NAME RESTRICT INDUCE"), "a type in brackets"),
    (_set("NAME INT DECIMAL LPAR MINUS"), "a value"),
    (_set("NAME INT DECIMAL LPAR"), "a value"),
    (_set("EXACT FREE BREAKING BY"), "`exact`, `breaking`, `free` or `by`"),
    (_set("NAME INT LPAR"), "an axis"),
    (_set("NAME INT DECIMAL MINUS"), "a number"),
    (_set("PLUS MINUS STAR SLASH"), "an operator"),
    (_set("BLOCK INT NAME"), "a block such as `16x1o`"),
    (_set("NAME INT"), "a number"),
    (_set("INT DECIMAL"), "a number"),
)
_LEVEL = _set("EXACT FREE BREAKING BY"), _set("LEARNED LESS_EQUAL TILDE")
_LEVELS = "levels are `breaking <= 0.1`, `by frame(pca)` and others: `symc list levels`"
_EQUALS = re.compile(r"[ \t]*=")
_ALONE = {
    "NAME": "a name",
    "INT": "a whole number",
    "STRING": 'a string such as `"file.sym"`',
    "PART": "a part such as `.source`",
    "KEY": "the name of a field",
    "_END": "the end of the line",
}
_STATEMENTS = {word.lower(): f"`{word.lower()}` line" for word in _DECLARATIONS} | {
    "model": "model",
    "layer": "layer",
    "repeat": "`repeat`",
    "return": "`return` line",
    "symmetry": "`symmetry` line",
    "symc": "version line",
}


def mistake(lexer: Lexer, unexpected: Unexpected) -> Diagnostic:
    """The diagnostic for a token that the grammar has no place for."""
    token, accepted = unexpected.token, unexpected.accepted
    span, found, expected = lexer.span(token), _found(lexer, token), _expected(accepted)
    notes = (_LEVELS,) if any(words <= accepted for words in _LEVEL) else ()
    body_next = "LBRACE" in accepted and "INT" not in accepted
    if token.kind == "END":
        if body_next:
            return errors.body_brace(_visible(span), found)
        return errors.unfinished(_visible(span), found, expected, notes)
    left_open = _left_open(lexer, token)
    if left_open:
        opener, first = left_open
        return errors.unclosed(lexer.span(opener), lexer.span(first), f"`{first.text}`")
    if token.text == "symc" and accepted >= _DECLARATIONS:
        return errors.version_first(span)
    if token.kind == "NAME" and body_next:
        return errors.body_brace(span, found)
    if token.kind == "NAME" and "_END" in accepted:
        return errors.not_ended(span, found, _statement(lexer))
    if token.text in RESERVED and "NAME" in accepted:
        return errors.reserved(span, expected)
    terminals = tables().words.items()
    words = tuple(text for text, name in terminals if name in accepted and len(text) > 2)
    return errors.unexpected(span, found, expected, words if token.kind == "NAME" else (), notes)


def _visible(span: Span) -> Span:
    """The end of a line shows as one caret behind it."""
    return Span(span.source, span.start, span.start)


def _found(lexer: Lexer, token: Token) -> str:
    if token.kind != "END":
        return f"`{token.text}`" if len(token.text) <= 40 else f"`{token.text[:37]}...`"
    if token.text == ";":
        return "`;`"
    if token.text:
        return "the end of the line"
    return (
        "`}`" if lexer.source.text[token.start : token.start + 1] == "}" else "the end of the file"
    )


def _expected(accepted: frozenset[str]) -> tuple[str, ...]:
    left = set(accepted) or {"_END"}
    groups: list[str] = []
    for terminals_, words in _TOGETHER:
        if terminals_ <= left:
            left -= terminals_
            groups.append(words)
    if len(left) + len(groups) > 1:
        left.discard("PART")
    texts = {name: text for text, name in tables().words.items()}
    alone = sorted(_ALONE.get(name) or f"`{texts.get(name, name)}`" for name in left)
    return (*groups, *sorted(alone, key=lambda word: word == _ALONE["_END"]))


def _left_open(lexer: Lexer, token: Token) -> tuple[Token, Token] | None:
    """The bracket left open in an earlier line and the word that begins this one, if so.

    What tells is a reserved word, which begins a statement, or an assignment that is no further
    to the right than the line of the bracket.
    """
    if not lexer.open or lexer.open[-1].holds_statements:
        return None
    opener = lexer.open[-1].token
    first, outer = _first_of_line(lexer, token), _first_of_line(lexer, opener)
    if first is outer or lexer.span(first).line == lexer.span(opener).line:
        return None
    named = token.text == "=" or (
        token.kind == "NAME" and _EQUALS.match(lexer.source.text, token.end)
    )
    left = _column(lexer, first) <= _column(lexer, outer)
    begins = (token is first and token.text in RESERVED) or (named and left)
    return (opener, first) if begins else None


def _column(lexer: Lexer, token: Token) -> int:
    return lexer.source.position(token.start)[1]


def _first_of_line(lexer: Lexer, token: Token) -> Token:
    line = lexer.span(token).line
    first = token
    for earlier in reversed(lexer.seen):
        if earlier.start <= token.start and earlier.kind != "END":
            if lexer.span(earlier).line < line:
                break
            first = earlier
    return first


def _statement(lexer: Lexer) -> str:
    """What the statement is that the last tokens belong to."""
    first = ""
    for token in reversed(lexer.seen[:-1]):
        if token.kind == "END" or token.text == "{":
            break
        first = token.text
    return _STATEMENTS.get(first, "assignment")
