"""A Pygments lexer: `pygmentize -l sym`, Sphinx, MkDocs and Jupyter find it by its entry point."""

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Token,
    _TokenType,
)

from symc.editor.words import CONTROLLING, DECLARING, LEVELLING, TYPING, families, layers

__all__ = ["SymLexer"]

_Rule = tuple[object, object]


class SymLexer(RegexLexer):
    """The `.sym` language."""

    name = "symc"
    url = "https://pypi.org/project/symc/"
    aliases: ClassVar[list[str]] = ["sym", "symc"]
    filenames: ClassVar[list[str]] = ["*.sym"]
    tokens: ClassVar[dict[str, list[_Rule]]] = {
        "root": [
            (r"\s+", Text.Whitespace),
            (r"#[^\r\n]*", Comment.Single),
            (r'"[^"\r\n]*"', String.Double),
            (r"(symc)([ \t]+)(\d+)", bygroups(Keyword.Namespace, Text.Whitespace, Number.Integer)),
            (
                r"(model|layer)([ \t]+)([A-Za-z]\w*)",
                bygroups(Keyword.Declaration, Text.Whitespace, Name.Class),
            ),
            (words(DECLARING, prefix=r"\b", suffix=r"\b"), Keyword.Declaration),
            (words(CONTROLLING, prefix=r"\b", suffix=r"\b"), Keyword),
            (words(TYPING, prefix=r"\b", suffix=r"\b"), Keyword.Type),
            (words(families(), prefix=r"\b", suffix=r"(?=\s*\()"), Name.Builtin),
            (words(families(), prefix=r"(?<== )", suffix=r"\b"), Name.Builtin),
            (words(layers(), prefix=r"\b", suffix=r"(?=\s*\()"), Name.Builtin),
            (words(LEVELLING, prefix=r"\b", suffix=r"\b(?!\s*[=(])"), Keyword.Pseudo),
            (r"\d+x[A-Za-z0-9]+|\d+[eo]\b", Number.Other),
            (r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", Number),
            (r"\.[A-Za-z0-9_]+", Name.Attribute),
            (r"[A-Za-z]\w*(?=\s*\()", Name.Function),
            (r"[A-Za-z_]\w*", Name),
            (r"->|<=|[=+*/^~-]", Operator),
            (r"[:,;()\[\]{}]", Punctuation),
        ]
    }


def tokens(text: str) -> list[tuple[_TokenType, str]]:
    """The tokens of a text, none of which is an error in a text that symc's own lexer takes."""
    return [(kind, value) for kind, value in SymLexer().get_tokens(text) if kind is not Token]
