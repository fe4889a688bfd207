"""One line of a source as it shows on a terminal, with marks under it."""

import unicodedata

from symc.report.diagnostic import Label
from symc.report.source import Source

_WIDEST = 120
_LONGEST = 2000
_TAB = 4

Marks = list[tuple[str, bool]]
"""Stretches of text under a line, and whether each belongs to a primary label."""


class Line:
    """A line, cut to what fits, and the columns of its labels."""

    def __init__(self, source: Source, number: int, labels: list[Label]) -> None:
        start = source.line_start(number)
        raw = source.line(number)
        if len(raw) > _LONGEST:
            here = next((label.span.start for label in labels if label.primary), start) - start
            skipped = max(0, min(here, len(raw)) - _LONGEST // 2)
            start, raw = start + skipped, raw[skipped : skipped + _LONGEST]
        cells, columns = _cells(raw)
        self._marks = [_Mark(label, start, columns) for label in labels]
        self._marks.sort(key=lambda mark: (mark.start, mark.end))
        self.text = "".join(cells)
        if columns[-1] > _WIDEST:
            self._cut(cells, columns)

    def marks(self) -> list[Marks]:
        """The rows under the line: carets, then the texts that do not fit beside them."""
        if not self._marks:
            return []
        last = max(self._marks, key=lambda mark: mark.start)
        alone = all(mark is last or mark.end <= last.start for mark in self._marks)
        beside = [last] if alone and last.text else []
        below = [mark for mark in self._marks if mark.text and mark not in beside]
        rows = [self._carets(beside)]
        if below:
            rows.append(_bars(below))
        for mark in reversed(below):
            before = [other for other in below if other.start < mark.start]
            rows.append(_end(_bars(before), mark.start, mark.text, mark.primary))
        return rows

    def _carets(self, beside: "list[_Mark]") -> Marks:
        width = max(mark.end for mark in self._marks)
        cells: Marks = [(" ", False)] * width
        for mark in sorted(self._marks, key=lambda mark: mark.primary):
            cell = ("^", True) if mark.primary else ("-", False)
            cells[mark.start : mark.end] = [cell] * (mark.end - mark.start)
        return [*cells, *((f" {mark.text}", mark.primary) for mark in beside)]

    def _cut(self, cells: list[str], columns: list[int]) -> None:
        """Keeps the stretch around the first label, with dots for the rest."""
        first = next((m.start for m in self._marks if m.primary), self._first())
        low = max(0, min(first - _WIDEST // 3, columns[-1] - _WIDEST))
        high = low + _WIDEST
        kept = [c for c, column in zip(cells, columns, strict=False) if low <= column < high]
        head, tail = "... " if low else "", " ..." if columns[-1] > high else ""
        self.text = head + "".join(kept) + tail
        for mark in self._marks:
            mark.move(low, high, len(head))

    def _first(self) -> int:
        return min((mark.start for mark in self._marks), default=0)


class _Mark:
    def __init__(self, label: Label, line_start: int, columns: list[int]) -> None:
        last = len(columns) - 1
        self.start = columns[min(max(label.span.start - line_start, 0), last)]
        end = columns[min(max(label.span.end - line_start, 0), last)]
        self.end = max(end, self.start + 1)
        self.text, self.primary = safe(label.text), label.primary

    def move(self, low: int, high: int, by: int) -> None:
        """Shifts the mark into the window that is kept."""
        self.start = min(max(self.start, low), high - 1) - low + by
        self.end = max(min(self.end, high) - low + by, self.start + 1)


def safe(text: str) -> str:
    """The text with everything that could upset a terminal written as an escape."""
    return "".join(_shown(character) for character in text.expandtabs(_TAB))


def _bars(marks: list[_Mark]) -> Marks:
    row: Marks = []
    for mark in marks:
        row = _end(row, mark.start, "|", mark.primary)
    return row


def _end(row: Marks, column: int, text: str, primary: bool) -> Marks:
    """A row with a text at a column behind what it holds already."""
    used = sum(len(part) for part, _ in row)
    return [*row, (" " * (column - used), False), (text, primary)] if column >= used else row


def _cells(line: str) -> tuple[list[str], list[int]]:
    """How each character shows, and the column of each and of the end."""
    cells: list[str] = []
    columns = [0]
    for character in line:
        at = columns[-1]
        cell = " " * (_TAB - at % _TAB) if character == "\t" else _shown(character)
        cells.append(cell)
        columns.append(at + (_width(cell) if len(cell) == 1 else len(cell)))
    return cells, columns


def _shown(character: str) -> str:
    if " " <= character <= "~":
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return ascii(character)[1:-1]
    return character


def _width(cell: str) -> int:
    if unicodedata.combining(cell) or unicodedata.category(cell) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1
