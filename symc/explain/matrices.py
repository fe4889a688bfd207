"""Exact tensors as small matrix pictures: a row for each top entry, a column for a bottom one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from colorsys import hls_to_rgb
from dataclasses import dataclass

from symc.algebra import orbit_elements
from symc.algebra.cosines import nearest
from symc.explain import svg
from symc.ir.tensors import Orbits, Table, Tensors, entries

MOST_CELLS = 4_096
"""A larger matrix is not drawn."""

MOST_DRAWN = 40_000
"""All heat maps of a basis together have at most so many cells."""

LONGEST = (480, 180)
"""The most columns and rows that are drawn."""

LARGE, SMALL = (716.0, 220.0), (330.0, 96.0)
"""The greatest width and height of a picture of orbits, and of one tensor."""

_TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of this size, its upper left corner at the origin, and what to say below it."""

    width: float
    height: float
    lines: list[str]
    caption: str


def pictures(tensors: Tensors, most: int) -> tuple[list[Picture], str]:
    """One picture of all orbits, or one for each tensor; and a note on what is left out."""
    columns, rows = entries(tensors)
    if rows * columns > MOST_CELLS or columns > LONGEST[0] or rows > LONGEST[1]:
        return [], f"a matrix of {rows:,} by {columns:,}, too large to draw"
    if isinstance(tensors, Orbits):
        return [_orbits(tensors)], ""
    shown = min(most, tensors.count, max(1, MOST_DRAWN // (rows * columns)))
    drawn = [_tensor(tensors, i) for i in range(shown)]
    left = tensors.count - shown
    return drawn, f"+ {left:,} more" if left else ""


def _orbits(orbits: Orbits) -> Picture:
    """One colour for each orbit; where its tensor is -1 the cells are crossed by a line."""
    sheet = _Sheet(orbits, LARGE)
    crossed = []
    for number, element in enumerate(orbit_elements(orbits)):
        sheet.fill((entry for entry, _ in element), colour_of(number))
        crossed += [entry for entry, sign in element if sign < 0]
    if crossed:
        sheet.cross(crossed)
    rows, columns = sheet.rows, sheet.columns
    return sheet.done(f"{rows:,} {_TIMES} {columns:,}")


def _tensor(table: Table, number: int) -> Picture:
    """Blue where it is positive, red where negative, by size; other complex numbers violet."""
    sheet = _Sheet(table, SMALL)
    values = [(entry, nearest(value)) for entry, value in table.elements[number]]
    largest = max(abs(value) for _, value in values)
    shades: dict[str, list[int]] = defaultdict(list)
    for entry, value in values:
        shades[_shade(value / largest)].append(entry)
    for shade, held in shades.items():
        sheet.fill(held, shade)
    return sheet.done(str(number + 1))


def colour_of(number: int) -> str:
    """Colours far apart for neighbouring numbers, by turns of the golden angle."""
    hue = (210 + number * 137.508) % 360
    light = (0.44, 0.62, 0.76)[number // 7 % 3]
    return _rgb(hue, 0.62, light)


def _shade(value: complex) -> str:
    size = min(1.0, abs(value))
    if abs(value.imag) > 1e-9:
        base = (123, 79, 163)
    else:
        base = (0, 92, 158) if value.real > 0 else (200, 62, 20)
    mixed = (round(255 + (channel - 255) * (0.25 + 0.75 * size)) for channel in base)
    return f"#{''.join(f'{channel:02x}' for channel in mixed)}"


def _rgb(hue: float, saturation: float, light: float) -> str:
    channels = hls_to_rgb(hue / 360, light, saturation)
    return f"#{''.join(f'{round(255 * channel):02x}' for channel in channels)}"


class _Sheet:
    """Cells on a grid; lines stand between the blocks of all axes but the last of either side."""

    def __init__(self, tensors: Tensors, greatest: tuple[float, float]) -> None:
        self.columns, self.rows = entries(tensors)
        wide, high = greatest
        self._cell = max(1.2, min(13.0, wide / self.columns, high / self.rows))
        self._tensors = tensors
        self._lines: list[str] = []

    def fill(self, cells: Iterable[int], colour: str) -> None:
        """All these entries in one colour, neighbours in a row as one box."""
        c, path = self._cell, ""
        for x, y, length in _runs(sorted(map(self._place, cells))):
            corner = f"M{svg.number(x * c)} {svg.number(y * c)}"
            path += f"{corner}h{svg.number(length * c)}v{svg.number(c)}h-{svg.number(length * c)}z"
        self._lines.append(f'<path d="{path}" fill="{colour}"/>')

    def cross(self, cells: Iterable[int]) -> None:
        """A white line through each of these entries."""
        c, path = self._cell, ""
        for y, x in sorted(map(self._place, cells)):
            ends = (x + 0.15, y + 0.85, 0.7, -0.7)
            x0, y0, dx, dy = (svg.number(end * c) for end in ends)
            path += f"M{x0} {y0}l{dx} {dy}"
        width = svg.number(max(0.6, c / 8))
        self._lines.append(f'<path d="{path}" stroke="#ffffff" stroke-width="{width}"/>')

    def done(self, caption: str) -> Picture:
        """The picture, in a frame."""
        width, height = self.columns * self._cell, self.rows * self._cell
        path = ""
        for x in _cuts(self._tensors.bottom, self.columns):
            path += f"M{svg.number(x * self._cell)} 0v{svg.number(height)}"
        for y in _cuts(self._tensors.top, self.rows):
            path += f"M0 {svg.number(y * self._cell)}h{svg.number(width)}"
        grid = [f'<path d="{path}" stroke="{svg.INK}" stroke-width="0.4"/>'] if path else []
        around = svg.box(0, 0, width, height, svg.SOFT)
        return Picture(width, height, [*self._lines, *grid, around], caption)

    def _place(self, entry: int) -> tuple[int, int]:
        """Row and column: entries are counted bottom first."""
        return entry % self.rows, entry // self.rows


def _runs(places: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Neighbours in a row: where they start, and how many there are."""
    at = 0
    while at < len(places):
        y, x = places[at]
        end = at
        while end + 1 < len(places) and places[end + 1] == (y, x + end + 1 - at):
            end += 1
        yield x, y, end + 1 - at
        at = end + 1


def _cuts(axes: tuple[int, ...], total: int) -> range:
    """Between blocks of the last axis, where there are several axes."""
    moving = [n for n in axes if n > 1]
    return range(moving[-1], total, moving[-1]) if len(moving) > 1 else range(0)
