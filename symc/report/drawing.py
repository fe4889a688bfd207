"""Diagnostics as text for people, in the manner of rustc."""

from itertools import groupby, pairwise

from symc.report.diagnostic import Diagnostic, Label, Severity, in_order
from symc.report.line import Line, safe
from symc.report.source import Source

_RESET, _BOLD, _BLUE, _CYAN = "\x1b[0m", "\x1b[1m", "\x1b[1;34m", "\x1b[1;36m"
_SEVERITY = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.NOTE: "\x1b[1;32m",
}


def draw_all(diagnostics: tuple[Diagnostic, ...], colour: bool = False) -> str:
    """Every diagnostic drawn, by position, with a blank line between two."""
    return "\n".join(draw(diagnostic, colour) for diagnostic in in_order(diagnostics))


def draw(diagnostic: Diagnostic, colour: bool = False) -> str:
    """One diagnostic: headline, snippets with carets, notes and helps.

    >>> from symc.report import Label, Source, Span
    >>> span = Span(Source("a.sym", "group Rot = 0(3)"), 12, 13)
    >>> label = Label(span, "this", True)
    >>> print(draw(Diagnostic("SYM001", Severity.ERROR, "no", (label,))), end="")
    error[SYM001]: no
      --> a.sym:1:13
       |
     1 | group Rot = 0(3)
       |             ^ this
       |
    """
    return _Drawing(diagnostic, colour).text()


class _Drawing:
    def __init__(self, diagnostic: Diagnostic, colour: bool) -> None:
        self.diagnostic = diagnostic
        self.colour = colour
        numbers = [label.span.line for label in diagnostic.labels]
        self.margin = len(str(max(numbers, default=1))) + 1
        self.strong = _SEVERITY[diagnostic.severity]

    def text(self) -> str:
        lines = [self.headline()]
        for source, labels in self.sources():
            lines += self.snippet(source, labels, first=len(lines) == 1)
        lines += self.remarks()
        return "".join(f"{line.rstrip()}\n" for line in lines)

    def paint(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_RESET}" if self.colour and text else text

    def gutter(self, number: str = "", bar: str = "|") -> str:
        return self.paint(f"{number:>{self.margin}} {bar}", _BLUE)

    def headline(self) -> str:
        code = f"[{self.diagnostic.code}]" if self.diagnostic.code else ""
        word = self.paint(f"{self.diagnostic.severity.value}{code}", self.strong)
        return word + self.paint(f": {safe(self.diagnostic.message)}", _BOLD)

    def sources(self) -> list[tuple[Source, list[Label]]]:
        """The labels by source; that of the primary label comes first."""
        found: dict[Source, list[Label]] = {}
        if self.diagnostic.primary:
            found[self.diagnostic.primary.span.source] = []
        for label in self.diagnostic.labels:
            found.setdefault(label.span.source, []).append(label)
        return list(found.items())

    def snippet(self, source: Source, labels: list[Label], first: bool) -> list[str]:
        main = next((label for label in labels if label.primary), labels[0])
        row, column = source.position(main.span.start)
        arrow = self.paint(" " * self.margin + ("-->" if first else ":::"), _BLUE)
        lines = [f"{arrow} {safe(source.name)}:{row}:{column}", self.gutter()]
        labels = sorted(labels, key=lambda label: label.span.start)
        groups = [(n, list(g)) for n, g in groupby(labels, key=lambda label: label.span.line)]
        for number, group in groups:
            lines += self.lines_between(source, groups, number)
            lines += self.labelled(Line(source, number, group), str(number))
        return [*lines, self.gutter()]

    def lines_between(
        self, source: Source, groups: list[tuple[int, list[Label]]], number: int
    ) -> list[str]:
        """What stands between a labelled line and the one before it: nothing, a line, or dots."""
        previous = next((a for (a, _), (b, _) in pairwise(groups) if b == number), number - 1)
        if number - previous == 2:
            line = Line(source, previous + 1, [])
            return [f"{self.gutter(str(previous + 1))} {line.text}"]
        return [self.paint(" ...", _BLUE)] if number - previous > 2 else []

    def labelled(self, line: Line, number: str) -> list[str]:
        rows = [f"{self.gutter(number)} {line.text}"]
        for marks in line.marks():
            painted = "".join(self.paint(t, self.strong if p else _BLUE) for t, p in marks)
            rows.append(f"{self.gutter()} {painted}")
        return rows

    def remarks(self) -> list[str]:
        notes = [("note", text) for text in self.diagnostic.notes]
        helps = [("help", text) for text in self.diagnostic.helps]
        lines: list[str] = []
        for word, text in notes + helps:
            first, *others = text.split("\n")
            head = f"{self.gutter(bar='=')} {self.paint(f'{word}:', _CYAN)} {safe(first)}"
            indent = " " * (self.margin + 3)
            lines += [head, *(f"{indent}{'':{len(word) + 2}}{safe(other)}" for other in others)]
        return lines
