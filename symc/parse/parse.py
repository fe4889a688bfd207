"""Text to tree."""

import re

from symc.errors import text as errors
from symc.ir import ast
from symc.parse.build import build_file
from symc.parse.grammar import Machine, Unexpected
from symc.parse.lexer import Lexer
from symc.parse.mistakes import mistake
from symc.parse.tree import Node
from symc.report import CompileError, Source, Span

LARGEST = 1 << 20
MOST_WORDS = 100_000
_COMMENT = re.compile(r"#[^\r\n]*")
_WORD = re.compile(r"\w+|[^\s\w]")


def parse(source: Source) -> ast.File:
    """What the source says; the first mistake in it raises CompileError."""
    _check_size(source)
    return build_file(_tree(source), source)


def read_source(data: bytes, name: str) -> Source:
    """The text of a file: UTF-8, with or without a byte order mark, any ends of lines."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        source = Source(name, data.decode("utf-8", errors="replace"))
        at = len(data[: problem.start].decode("utf-8", errors="replace"))
        span = Span(source, at, at + 1)
        raise CompileError(errors.not_text(span, data[problem.start])) from None
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _check_size(source: Source) -> None:
    if len(source.text) > LARGEST:
        place = Span(source, LARGEST, LARGEST + 1)
        raise CompileError(errors.over_limit("characters in a file", LARGEST, place))
    if len(_WORD.findall(_COMMENT.sub("", source.text))) > MOST_WORDS:
        place = Span(source, len(source.text), len(source.text))
        raise CompileError(errors.over_limit("words and symbols in a file", MOST_WORDS, place))


def _tree(source: Source) -> Node:
    lexer = Lexer(source)
    machine = Machine(source)
    try:
        for token in lexer.tokens():
            if token.kind not in ("COMMENT", "BREAK"):
                machine.feed(token)
    except Unexpected as unexpected:
        raise CompileError(mistake(lexer, unexpected)) from None
    return machine.finish()
