"""A model as a graph: calls in layers, from the arguments down to the result."""

from dataclasses import dataclass
from itertools import pairwise

from symc.explain.gather import Gathered, gather
from symc.explain.svg import COLOURS, FAINT, INK, SOFT, number, text
from symc.ir.model import Bilinear, Linear, Model

WIDE, HIGH, GAP, STEP, LANE = 240.0, 44.0, 18.0, 74.0, 6.0
LONGEST, LONGER = 32, 36
"""Letters of the first line of a box, which is bold, and of the second."""

MOST = 80


@dataclass(frozen=True, slots=True)
class Box:
    """A call, an argument or the result: two lines of text, and what it reads."""

    title: str
    under: str
    reads: tuple[int, ...]
    kind: str


Spot = tuple[int, int]
"""A box, in its row, or beside others the way of what it makes to a row further down."""

Place = tuple[float, float]


def flow(model: Model) -> str:
    """The graph as SVG; of a model of very many calls the first."""
    boxes = _boxes(model)
    rows = ordered(boxes, _rows(boxes))
    widths = [
        sum(_width(spot, depth, rows) + GAP for spot in row) for depth, row in enumerate(rows)
    ]
    width = max(widths) + GAP
    places: dict[Spot, Place] = {}
    for depth, row in enumerate(rows):
        left = (width - widths[depth] + GAP) / 2
        for spot in row:
            wide = _width(spot, depth, rows)
            places[spot] = (left + wide / 2, 8 + depth * STEP)
            left += wide + GAP
    pieces = _edges(boxes, rows, places)
    own = _depths(rows)
    pieces += [_box(box, places[i, own[i]]) for i, box in enumerate(boxes)]
    height = 8 + len(rows) * STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(min(width, 1000.0))}" role="img" aria-label="graph of the model">'
        f"{''.join(pieces)}</svg>"
    )


def ordered(boxes: list[Box], rows: list[list[int]]) -> list[list[Spot]]:
    """The boxes of every row, and lanes where edges pass by, so that lines cross little.

    A lane is for all edges of one box; each row is sorted by the middle of what it reads above.
    """
    depth = {index: d for d, row in enumerate(rows) for index in row}
    last = dict(depth)
    for index, box in enumerate(boxes):
        for source in box.reads:
            last[source] = max(last[source], depth[index] - 1)
    found: list[list[Spot]] = []
    for d, row in enumerate(rows):
        lanes = [index for index in depth if depth[index] < d <= last[index]]
        spots: list[Spot] = [(index, d) for index in (*row, *lanes)]
        if found:
            at = {index: i / len(found[-1]) for i, (index, _) in enumerate(found[-1])}
            above = {
                index: boxes[index].reads if depth[index] == d else (index,) for index, _ in spots
            }
            middle = {
                index: sum(at.get(r, 0.5) for r in reads) / len(reads) if reads else 0.5
                for index, reads in above.items()
            }
            spots.sort(key=lambda spot: middle[spot[0]])
        found.append(spots)
    return found


def _depths(rows: list[list[Spot]]) -> dict[int, int]:
    """The row of every box: the first in which it is named."""
    found: dict[int, int] = {}
    for depth, row in enumerate(rows):
        for index, _ in row:
            found.setdefault(index, depth)
    return found


def _width(spot: Spot, depth: int, rows: list[list[Spot]]) -> float:
    above = rows[depth - 1] if depth else []
    return LANE if any(index == spot[0] for index, _ in above) else WIDE


def _edges(boxes: list[Box], rows: list[list[Spot]], places: dict[Spot, Place]) -> list[str]:
    """A curve from row to row for every edge, and a line down each lane."""
    own = _depths(rows)
    curves: dict[tuple[Spot, Spot], None] = {}
    for index, box in enumerate(boxes):
        for source in box.reads:
            stops = [(source, d) for d in range(own[source], own[index])]
            curves |= dict.fromkeys(pairwise([*stops, (index, own[index])]))
    pieces = [_curve(places[start], places[end]) for start, end in curves]
    lanes = {spot for ends in curves for spot in ends if spot[1] != own[spot[0]]}
    return pieces + [_lane(places[spot]) for spot in sorted(lanes)]


def _lane(place: Place) -> str:
    x, y = place
    return (
        f'<path d="M{number(x)} {number(y)}v{number(HIGH)}" stroke="{SOFT}" stroke-width="1.2" '
        'opacity="0.6"/>'
    )


def _boxes(model: Model) -> list[Box]:
    boxes: list[Box] = []
    owner: dict[str, int] = {}
    for argument in model.seen.arguments:
        owner |= {value.name: len(boxes) for value in argument.values}
        boxes.append(Box(argument.name, str(argument.type), (), "argument"))
    groups = gather(model.nodes)
    for group in groups[:MOST]:
        made = {value.name for node in group.nodes for value in node.outputs}
        read = [n for node in group.nodes for n in node.inputs if n not in made]
        sources = tuple(dict.fromkeys(owner[name] for name in read if name in owner))
        owner |= dict.fromkeys(made, len(boxes))
        boxes.append(Box(_call(group), _types(group), sources, _kind(group)))
    if len(groups) > MOST:
        boxes.append(Box("...", f"{len(groups) - MOST} more calls", (len(boxes) - 1,), "call"))
        owner |= {name: len(boxes) - 1 for name in model.result.values if name not in owner}
    reads = tuple(dict.fromkeys(owner[name] for name in model.result.values))
    boxes.append(Box("result", str(model.seen.result.type), reads, "argument"))
    return boxes


def _call(group: Gathered) -> str:
    words = group.nodes[0].text.partition("(")[0].strip()
    return f"{group.name} = {words}"


def _types(group: Gathered) -> str:
    inner = {name for node in group.nodes for name in node.inputs}
    outputs = [value for node in group.nodes for value in node.outputs]
    ends = [value for value in outputs if value.name not in inner] or outputs
    return " + ".join(str(value.part) for value in ends)


def _kind(group: Gathered) -> str:
    learns = any(isinstance(node.op, Linear | Bilinear) for node in group.nodes)
    return "layer" if learns else "call"


def _rows(boxes: list[Box]) -> list[list[int]]:
    """Every box below all that it reads; the result last."""
    depth: list[int] = []
    for box in boxes:
        depth.append(max((depth[i] + 1 for i in box.reads), default=0))
    depth[-1] = max(depth[-1], max(depth[:-1], default=0) + 1)
    found: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for index, d in enumerate(depth):
        found[d].append(index)
    return [row for row in found if row]


def _curve(start: Place, end: Place) -> str:
    x, y = start[0], start[1] + HIGH
    u, v = end
    bend = (v - y) / 2
    return (
        f'<path d="M{number(x)} {number(y)} C{number(x)} {number(y + bend)} {number(u)} '
        f'{number(v - bend)} {number(u)} {number(v)}" fill="none" stroke="{SOFT}" '
        f'stroke-width="1.2" opacity="0.6"/>'
    )


def _box(box: Box, place: Place) -> str:
    x, y = place[0] - WIDE / 2, place[1]
    stroke = {"argument": INK, "layer": COLOURS[0], "call": FAINT}[box.kind]
    rectangle = (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(WIDE)}" height="{number(HIGH)}" '
        f'rx="5" fill="#ffffff" stroke="{stroke}" stroke-width="1.4"/>'
    )
    first = text(x + 8, y + 18, _cut(box.title, LONGEST), 11, INK, mono=True, bold=True)
    return rectangle + first + text(x + 8, y + 34, _cut(box.under, LONGER), 10, SOFT, mono=True)


def _cut(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 3]}..."
