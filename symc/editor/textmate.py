"""A TextMate grammar for VS Code and all editors that read such: written from the words of symc.

`python -m symc.editor.textmate` prints it; `editors/vscode/syntaxes/sym.tmLanguage.json` is that.
"""

import json
from collections.abc import Iterable

from symc.editor.words import CONTROLLING, DECLARING, LEVELLING, TYPING, families, layers

SCOPE = "source.sym"


def grammar() -> dict[str, object]:
    """The grammar as plain data."""
    patterns = [
        _match("comment.line.number-sign", r"#.*$"),
        _match("string.quoted.double", r'"[^"\r\n]*"'),
        {
            "match": r"\b(model|layer)\s+([A-Za-z]\w*)",
            "captures": {
                "1": {"name": f"keyword.declaration.{_LANGUAGE}"},
                "2": {"name": f"entity.name.class.{_LANGUAGE}"},
            },
        },
        {
            "match": r"\b(group|graph|type|size|param|extern)\s+([A-Za-z]\w*)",
            "captures": {
                "1": {"name": f"keyword.declaration.{_LANGUAGE}"},
                "2": {"name": f"entity.name.type.{_LANGUAGE}"},
            },
        },
        _match("keyword.declaration", _any((*DECLARING, "symc"))),
        _match("keyword.control", _any(CONTROLLING)),
        _match("storage.type", _any(TYPING)),
        _match("support.class", f"{_any(families())}(?=\\s*\\()|(?<== ){_any(families())}"),
        _match("keyword.other", f"{_any(LEVELLING)}(?!\\s*[=(])"),
        _match("constant.numeric.irrep", r"\b(?:\d+x[A-Za-z0-9]+|\d+[eo])\b"),
        _match("constant.numeric", r"\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b"),
        _match("variable.other.member", r"\.[A-Za-z0-9_]+"),
        _match("support.function", f"{_any(layers())}(?=\\s*\\()"),
        _match("entity.name.function", r"\b[A-Za-z]\w*(?=\s*\()"),
        _match("variable.other", r"\b[A-Za-z]\w*\b"),
        _match("keyword.operator", r"->|<=|[=+*/^~-]"),
    ]
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "symc",
        "scopeName": SCOPE,
        "fileTypes": ["sym"],
        "patterns": patterns,
    }


_LANGUAGE = "sym"


def text() -> str:
    """The grammar as the file holds it."""
    return json.dumps(grammar(), indent=2) + "\n"


def _match(name: str, pattern: str) -> dict[str, object]:
    return {"name": f"{name}.{_LANGUAGE}", "match": pattern}


def _any(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(words)})\b"


if __name__ == "__main__":
    print(text(), end="")
