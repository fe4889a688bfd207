"""Changes of C++: signs, terms, factors and indices of straight-line code."""

import re
from collections.abc import Iterator

Change = tuple[str, int, int, str]
"""A kind, the first offset, that behind the last, and what takes the place."""

SKIPPED = re.compile(r"\s*(//|#|$)")
SIGN = re.compile(r" ([+-]) |(?<= )([+-])(?=[=])")
NUMBER = re.compile(r"T\((\d+\.\d+)\)")
TERM = re.compile(r"^ *\w+(\[[^]]*\])? [+-]= .*;$")
NAMED = re.compile(r"\b([a-z]+)(\d+(?:_\d+)?)\b")
INDEX = re.compile(r"(?<=\[)\d+(?= \* C)")


def changes_of_cpp(source: str) -> Iterator[Change]:
    """Every change of a text in C++, line by line."""
    at, lines = 0, source.split("\n")
    for i, line in enumerate(lines):
        if not SKIPPED.match(line):
            near = lines[max(i - 1, 0)] + lines[min(i + 1, len(lines) - 1)]
            for kind, start, end, after in _of_line(line, near):
                yield kind, at + start, at + end, after
        at += len(line) + 1


def _of_line(line: str, near: str) -> Iterator[Change]:
    for found in SIGN.finditer(line):
        after = found[0].translate(str.maketrans("+-", "-+"))
        yield "flipped sign", found.start(), found.end(), after
    for found in NUMBER.finditer(line):
        yield "wrong normalization", found.start(1), found.end(1), repr(2 * float(found[1]))
    if TERM.match(line):
        yield "dropped diagram", 0, len(line), ""
    for found in INDEX.finditer(line):
        n = int(found[0])
        yield "swapped index", found.start(), found.end(), str(n - 1 if n else 1)
    made = line.partition("=")[2]
    start = len(line) - len(made)
    for found in NAMED.finditer(made):
        others = [x for x in _alike(found, made + near) if x != found[2]]
        if others:
            at = start + found.start(2)
            yield "swapped index", at, at + len(found[2]), others[0]


def _alike(name: "re.Match[str]", text: str) -> list[str]:
    """The indices of other names of the same letter."""
    return [found[2] for found in NAMED.finditer(text) if found[1] == name[1]]
