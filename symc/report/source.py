"""Text with a name, and stretches of it."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name that diagnostics call it by."""

    name: str
    text: str = field(repr=False)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both counted from 1."""
        starts = _line_starts(self.text)
        offset = min(max(offset, 0), len(self.text))
        number = bisect_right(starts, offset)
        return number, offset - starts[number - 1] + 1

    def line(self, number: int) -> str:
        """The text of one line, counted from 1, without its end."""
        start = self.line_start(number)
        end = _LINE_END.search(self.text, start)
        return self.text[start : end.start() if end else len(self.text)]

    def line_start(self, number: int) -> int:
        """The offset at which a line begins."""
        return _line_starts(self.text)[number - 1]


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` up to `end` (excluded) of a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The number of the line on which it begins."""
        return self.source.position(self.start)[0]

    def through(self, other: "Span") -> "Span":
        """The span from the start of this one to the end of the other."""
        return Span(self.source, self.start, max(self.end, other.end))


NOWHERE = Span(Source("<none>", ""), 0, 0)
"""The span of what no one wrote."""


@lru_cache(maxsize=16)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(end.end() for end in _LINE_END.finditer(text)))
