"""The canonical layout of a source: words and comments stay, spaces and indents change."""

import re
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from symc.parse.lexer import RESERVED, Lexer, Token
from symc.parse.parse import parse
from symc.report import Source

_INDENT = 4
_LINE_END = re.compile(r"\r\n|\n|\r")
_ALIGNED = ("size", "param", "group", "type")
_OPENERS, _CLOSERS = ("(", "[", "{"), (")", "]", "}")


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    code: str = ""
    comment: str = ""

    @property
    def blank(self) -> bool:
        return not self.code and not self.comment

    @property
    def text(self) -> str:
        gap = "  " if self.code and self.comment else ""
        return f"{' ' * self.indent}{self.code}{gap}{self.comment}".rstrip()


def format_source(source: Source) -> str:
    """The source, laid out; a mistake in it raises CompileError."""
    parse(source)
    lines = _align_comments(_align_equals(_sparse(_lines(source))))
    return "".join(f"{line.text}\n" for line in lines)


def _lines(source: Source) -> list[_Line]:
    """Every line with its indent: four more than the line of the innermost open bracket."""
    lines: list[_Line] = []
    stack: list[int] = []
    for row in _rows(source):
        code = [token for token in row if token.kind != "COMMENT"]
        comment = "".join(token.text.rstrip() for token in row if token.kind == "COMMENT")
        indent = stack[-1] + _INDENT if stack else 0
        if code and code[0].text in _CLOSERS:
            indent = stack[-1]
        for token in code:
            if token.text in _OPENERS:
                stack.append(indent)
            elif token.text in _CLOSERS:
                stack.pop()
        lines.append(_Line(indent, _spaced(code), comment))
    return lines


def _rows(source: Source) -> list[list[Token]]:
    """The tokens of each line, blank ones too; a `;` only where a statement follows it."""
    rows: list[list[Token]] = [[]]
    for token in Lexer(source).tokens():
        if token.kind in ("END", "BREAK") and token.text not in (";", ""):
            rows += [[] for _ in _LINE_END.findall(token.text)]
        elif (token.text == ";" and token.kind == "END") or token.kind not in ("END", "BREAK"):
            rows[-1].append(token)
    return [_needed(row) for row in rows]


def _needed(row: list[Token]) -> list[Token]:
    """The row without a `;` that ends what the next token ends as well."""
    return [
        token
        for token, after in pairwise([*row, Token("COMMENT", "", 0)])
        if token.text != ";" or (after.kind != "COMMENT" and after.text != "}")
    ]


def _spaced(code: list[Token]) -> str:
    """The tokens of a line with one space or none between two."""
    nothing = Token("END", "", -1)
    padded = [nothing, nothing, *code, nothing]
    pieces = [code[0].text] if code else []
    for i in range(3, len(padded) - 1):
        gap = _gap(padded[i - 2], padded[i - 1], padded[i], padded[i + 1])
        pieces.append(" " * gap + padded[i].text)
    return "".join(pieces)


def _gap(earlier: Token, before: Token, token: Token, after: Token) -> bool:
    """Whether a space stands between `before` and `token`."""
    a, b = before.text, token.text
    if b in (",", ":", ")", "]", ";") or token.kind == "PART" or a in ("(", "["):
        return False
    if a in ("^", "/") or b in ("^", "/"):
        return False
    if b == "*":
        return after.text not in (",", ")", "]")
    if a == "-":
        return _ends_value(earlier)
    if b == "(":
        if a in ("restrict", "induce", ")"):
            return False
        return before.end < token.start or before.kind != "NAME"
    return True


def _ends_value(token: Token) -> bool:
    if token.kind == "NAME":
        return token.text not in RESERVED
    return token.text in (")", "]") or token.kind in ("INT", "DECIMAL", "PART")


def _sparse(lines: list[_Line]) -> list[_Line]:
    """No blank line at either end, beside the bracket it stands in, or after another one."""
    kept: list[_Line] = []
    for line in lines:
        if line.blank and (not kept or kept[-1].blank or kept[-1].code[-1:] in _OPENERS):
            continue
        if kept and kept[-1].blank and line.code[:1] in _CLOSERS:
            kept.pop()
        kept.append(line)
    while kept and kept[-1].blank:
        kept.pop()
    return kept


def _align_equals(lines: list[_Line]) -> list[_Line]:
    """Neighbouring declarations of one kind with their `=` below each other."""
    aligned: list[_Line] = []
    for word, run in groupby(lines, key=_aligned_word):
        group = list(run)
        heads = [line.code.partition(" = ") for line in group]
        width = max(len(head) for head, _, _ in heads)
        if word:
            group = [
                replace(line, code=f"{head:{width}} = {tail}")
                for line, (head, _, tail) in zip(group, heads, strict=True)
            ]
        aligned += group
    return aligned


def _aligned_word(line: _Line) -> str:
    word = line.code.partition(" ")[0]
    whole = line.code[-1:] not in _OPENERS and " = " in line.code.partition(";")[0]
    return word if word in _ALIGNED and line.indent == 0 and whole else ""


def _align_comments(lines: list[_Line]) -> list[_Line]:
    """Comments behind neighbouring lines below each other."""
    aligned: list[_Line] = []
    for beside, run in groupby(lines, key=lambda line: bool(line.code and line.comment)):
        group = list(run)
        width = max(line.indent + len(line.code) for line in group)
        if beside:
            group = [replace(line, code=line.code.ljust(width - line.indent)) for line in group]
        aligned += group
    return aligned
