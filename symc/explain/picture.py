"""One basis map as a partition or Brauer diagram: inputs below, outputs above."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from symc.algebra import is_skew
from symc.explain import svg
from symc.explain.strands import Places, Rows, Seat, Strand, Vertex, Web, letters
from symc.ir.symmetry import Group

STEP, HEIGHT, GAP = 17.0, 42.0, 9.0
_MARGIN, _CAPTION = 13.0, 18.0
_GLYPH = 5.0

Colours = Mapping[Group, str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the axes of a pair of rows stand, in a card of this size."""

    below: tuple[float, ...]
    above: tuple[float, ...]
    width: float
    height: float
    low: float
    high: float


def frame(shape: Rows, caption: int) -> Frame:
    """The card of every diagram between these rows; captions have this many letters."""
    below = [i * STEP + GAP * sum(i >= b for b in shape.breaks) for i in range(len(shape.below))]
    above = [i * STEP for i in range(len(shape.above))]
    inner = max([0.0, *below, *above])
    width = max(inner + 2 * _MARGIN, caption * _GLYPH + 10, 34)
    height = HEIGHT + 2 * _MARGIN + _CAPTION
    return Frame(
        tuple(x + (width - max([0.0, *below])) / 2 for x in below),
        tuple(x + (width - max([0.0, *above])) / 2 for x in above),
        width,
        height,
        _MARGIN + HEIGHT,
        _MARGIN,
    )


def picture(shape: Rows, drawn: Web, at: Frame, colours: Colours) -> list[str]:
    """The card, its upper left corner at the origin."""
    lines = [svg.box(0.5, 0.5, at.width - 1, at.height - 1, "#ececec", "#fcfcfc", 4)]
    lines += [*_fused(shape.below, at.below, at.low), *_fused(shape.above, at.above, at.high)]
    for strand in drawn.strands:
        lines += _strand(strand, at, colours[strand.group])
    for vertex in drawn.vertices:
        lines += _vertex(vertex, at, colours[vertex.group])
    alone = _alone(drawn)
    for row, xs, y in (("below", at.below, at.low), ("above", at.above, at.high)):
        seats = shape.below if row == "below" else shape.above
        for place, (seat, x) in enumerate(zip(seats, xs, strict=True)):
            if seat.group is None:
                lines.append(svg.box(x - 2.7, y - 2.7, 5.4, 5.4, "#9a9a9a", "#ffffff"))
            elif seat.group in shape.oriented:
                lines.append(svg.wedge(x, y, colours[seat.group], (0, 1 if seat.dual else -1)))
            else:
                lines.append(svg.dot(x, y, colours[seat.group], (row, place) in alone))
    caption = letters(shape, drawn)
    return [*lines, svg.text(at.width / 2, at.height - 6, caption, 8.2, svg.SOFT, True, "middle")]


def _fused(seats: tuple[Seat, ...], xs: tuple[float, ...], y: float) -> list[str]:
    """A capsule round the atoms of an axis of several groups."""
    lines = []
    for _, run in groupby(range(len(seats)), key=lambda place: seats[place].axis):
        places = list(run)
        if len(places) > 1:
            x, width = xs[places[0]] - 6.5, xs[places[-1]] - xs[places[0]] + 13
            lines.append(svg.box(x, y - 6.5, width, 13, "#dcdcdc", "#f1f1f1", 6.5))
    return lines


def _alone(drawn: Web) -> set[tuple[str, int]]:
    """Axes that nothing else is joined to."""
    single = [s for s in drawn.strands if len(s.below) + len(s.above) == 1]
    return {("below", p) for s in single for p in s.below} | {
        ("above", p) for s in single for p in s.above
    }


def _strand(strand: Strand, at: Frame, colour: str) -> list[str]:
    lines = [*_arcs(strand.below, at, colour, False), *_arcs(strand.above, at, colour, True)]
    if is_skew(strand.group):
        lines += [*_arrow(strand.below, at, colour, False), *_arrow(strand.above, at, colour, True)]
    if strand.below and strand.above:
        low, high = min(
            ((at.below[b], at.above[a]) for b in strand.below for a in strand.above),
            key=lambda ends: (abs(ends[0] - ends[1]), ends),
        )
        lines.append(_through((low, at.low), (high, at.high), colour))
    return lines


def _through(start: Point, end: Point, colour: str) -> str:
    middle = (start[1] + end[1]) / 2
    return svg.curve((start, (start[0], middle), (end[0], middle), end), colour)


def _arcs(places: Places, at: Frame, colour: str, up: bool) -> list[str]:
    """Each axis of a block joined to the next one by an arc towards the middle."""
    xs, y, sign = (at.above, at.high, 1) if up else (at.below, at.low, -1)
    lines = []
    for a, b in pairwise(places):
        depth = sign * _depth(a, b)
        ends = ((xs[a], y), (xs[a], y + depth), (xs[b], y + depth), (xs[b], y))
        lines.append(svg.curve(ends, colour))
    return lines


def _depth(a: int, b: int) -> float:
    return min(8 + 5.0 * (b - a), HEIGHT * 0.62)


def _arrow(places: Places, at: Frame, colour: str, up: bool) -> list[str]:
    """The arrow of a symplectic form on a closed pair: from q, its first slot, to p."""
    xs, y, sign = (at.above, at.high, 1) if up else (at.below, at.low, -1)
    return [
        svg.wedge((xs[a] + xs[b]) / 2, y + sign * 0.75 * _depth(a, b), colour, (1, 0))
        for a, b in pairwise(places)
    ]


def _vertex(vertex: Vertex, at: Frame, colour: str) -> list[str]:
    """A ring with an epsilon in it, in the middle of its legs."""
    ends: list[Point] = []
    lines: list[str] = []
    for leg in vertex.legs:
        ends += [(at.below[p], at.low) for p in leg.below[:1]]
        ends += [(at.above[p], at.high) for p in leg.above[:1]]
        lines += _arcs(leg.below, at, colour, False) + _arcs(leg.above, at, colour, True)
    x = sum(end[0] for end in ends) / len(ends)
    y = (at.low + at.high) / 2
    lines += [_through(end, (x, y), colour) for end in ends]
    lines.append(svg.dot(x, y, colour, True, 6))
    epsilon = "\N{GREEK SMALL LETTER EPSILON}"
    return [*lines, svg.text(x, y + 3.3, epsilon, 10, colour, anchor="middle")]
