"""Text to tokens: which words there are, and which newlines end a statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from symc.errors import text as errors
from symc.report import CompileError, Diagnostic, Source, Span

TYPE_WORDS = frozenset(["same", "sym", "alt", "restrict", "induce"])
RESERVED = TYPE_WORDS.union(
    ["import", "size", "param", "group", "type", "graph", "extern", "layer", "model"],
    ["repeat", "symmetry", "return", "over", "at", "to", "with"],
)
DEEPEST = 64
LONGEST_WORD = 200
LONGEST_NUMBER = 40
LARGEST_EXPONENT = 300

# What no text may hold, not even a comment: the generated module quotes the spec.
_UNFIT = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_TOKEN = re.compile(
    rf"""
      (?P<SPACE>   [ \t]+ )
    | (?P<NEWLINE> [\r\n][ \t\r\n]* )
    | (?P<COMMENT> \#[^\r\n{_UNFIT}]* )
    | (?P<STRING>  "[^"\r\n{_UNFIT}]*" )
    | (?P<DECIMAL> (?: 0 | [1-9][0-9]* )
                   (?: \.[0-9]+ (?: [eE][+-]?[0-9]+ )? | [eE][+-]?[0-9]+ ) (?![A-Za-z0-9_.]) )
    | (?P<BLOCK>   (?: [0-9]+x[A-Za-z0-9]+ | [0-9]+[eo] ) (?![A-Za-z0-9_.]) )
    | (?P<INT>     (?: 0 | [1-9][0-9]* ) (?![A-Za-z0-9_.]) )
    | (?P<NAME>    [A-Za-z][A-Za-z0-9_]* )
    | (?P<SYMBOL>  -> | <= | [=:,;()\[\]{{}}+*/^~-] )
    """,
    re.VERBOSE,
)
_PART = re.compile(r"\.[A-Za-z0-9_]+")
_KEY = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
_NUMBERLIKE = re.compile(r"\.?[0-9][A-Za-z0-9_.]*")
_CLOSER = {"(": ")", "[": "]", "{": "}"}
_BEFORE_RECORD = frozenset({"->", ":", "=", "(", ",", "+", "["})
_BLANK = frozenset({"SPACE", "COMMENT", "BREAK", "END"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text.

    Kinds are NAME (reserved words too), INT, DECIMAL, STRING, BLOCK, PART, KEY and SYMBOL; END,
    where a statement ends; and what a parser does not see: COMMENT and BREAK, newlines that end
    nothing. Newlines in a row, and the spaces among them, are one token.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Bracket:
    """An open bracket, and whether its contents are statements."""

    token: Token
    holds_statements: bool


class Lexer:
    """Tokens one by one, so that the first mistake in the text is the first one found."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open: list[Bracket] = []
        self.seen: list[Token] = []

    def tokens(self) -> Iterator[Token]:
        """Every token, comments and breaks too; what the parser may see is kept in `seen`."""
        at = int(self.source.text.startswith("\ufeff"))
        while at < len(self.source.text):
            token = self._next(at)
            at = token.end
            if token.text == "}" and self.open and self.open[-1].holds_statements:
                yield from self._end(Token("END", "", token.start))
            if token.kind == "SYMBOL":
                self._track(token)
            if token.kind == "NEWLINE" or token.text == ";":
                yield from self._end(Token("END", token.text, token.start))
            elif token.kind != "SPACE":
                yield self._keep(token)
        if self.open:
            opener, end = self.span(self.open[-1].token), Span(self.source, at, at)
            self._fail(errors.unclosed(opener, end, "the end of the file"))
        yield from self._end(Token("END", "", at))

    def span(self, token: Token) -> Span:
        """Where a token stands."""
        return Span(self.source, token.start, token.end)

    @property
    def previous(self) -> Token | None:
        """The last token that the parser may see."""
        return self.seen[-1] if self.seen else None

    def _keep(self, token: Token) -> Token:
        if token.kind not in _BLANK:
            self.seen.append(token)
        return token

    def _end(self, token: Token) -> Iterator[Token]:
        """The end of a statement, or a mere break where none is open."""
        inside = bool(self.open) and not self.open[-1].holds_statements
        last = self.previous
        if inside and token.text == ";":
            opener = self.span(self.open[-1].token)
            self._fail(errors.unclosed(opener, self.span(token), "`;`"))
        idle = last is None or last.kind == "END" or last.text == "{"
        if inside or idle:
            if token.text:
                yield Token("BREAK", token.text, token.start)
            return
        self.seen.append(token)
        yield token

    def _next(self, at: int) -> Token:
        text, last = self.source.text, self.previous
        key = self._at_key() and _KEY.match(text, at)
        if key:
            return self._checked(Token("KEY", key.group(), at))
        if text[at] == "." and last and last.end == at and self._has_parts(last):
            part = _PART.match(text, at)
            if part:
                return self._checked(Token("PART", part.group(), at))
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            self._refuse(at)
        return self._checked(Token(match.lastgroup, match.group(), at))

    def _at_key(self) -> bool:
        """Whether a record's key comes next."""
        if not self.open or self.open[-1].holds_statements or self.open[-1].token.text != "{":
            return False
        return self.previous is not None and self.previous.text in ("{", ",")

    def _has_parts(self, token: Token) -> bool:
        return token.kind in ("NAME", "PART") or token.text in (")", "]")

    def _checked(self, token: Token) -> Token:
        if token.kind in ("INT", "DECIMAL", "BLOCK"):
            exponent = re.split("[eE]", token.text)[-1] if token.kind == "DECIMAL" else "0"
            if len(token.text) > LONGEST_NUMBER:
                self._fail(
                    errors.over_limit("digits in a number", LONGEST_NUMBER, self.span(token))
                )
            if "." not in exponent and abs(int(exponent)) > LARGEST_EXPONENT:
                self._fail(errors.over_limit("an exponent", LARGEST_EXPONENT, self.span(token)))
        if token.kind in ("NAME", "KEY", "PART") and len(token.text) > LONGEST_WORD:
            self._fail(errors.over_limit("letters in a name", LONGEST_WORD, self.span(token)))
        return token

    def _track(self, token: Token) -> None:
        if token.text in _CLOSER:
            before = self.previous.text if self.previous else ""
            body = token.text == "{" and before not in _BEFORE_RECORD
            self.open.append(Bracket(token, body))
            if len(self.open) > DEEPEST:
                self._fail(errors.over_limit("brackets in one another", DEEPEST, self.span(token)))
        elif token.text in _CLOSER.values():
            self._close(token)

    def _close(self, token: Token) -> None:
        if self.open and _CLOSER[self.open[-1].token.text] == token.text:
            self.open.pop()
        elif self.open and (token.text == "}" or not self.open[-1].holds_statements):
            opener = self.span(self.open[-1].token)
            self._fail(errors.unclosed(opener, self.span(token), f"`{token.text}`"))
        else:
            self._fail(errors.unopened(self.span(token)))

    def _refuse(self, at: int) -> NoReturn:
        """Says why no token begins here."""
        text = self.source.text
        number = _NUMBERLIKE.match(text, at)
        if text[at] == '"':
            end = re.compile(f"[^\r\n{_UNFIT}]*").match(text, at)
            after = end.end() if end else at + 1
            if text[after : after + 1] in ("\r", "\n", ""):
                self._fail(errors.unterminated(Span(self.source, at, after)))
            at = after
        if number:
            self._fail(errors.malformed_number(Span(self.source, at, number.end())))
        self._fail(errors.strange_character(Span(self.source, at, at + 1)))

    def _fail(self, diagnostic: Diagnostic) -> NoReturn:
        raise CompileError(diagnostic)
