"""The bases of a model as a figure: every diagram between every pair of types, in one SVG."""

import textwrap
from dataclasses import dataclass, field
from html import escape
from itertools import groupby, product

from symc.algebra import moved_by
from symc.algebra.schur import by_irrep
from symc.explain import svg
from symc.explain.legend import legend
from symc.explain.matrices import pictures
from symc.explain.picture import Colours, frame, picture
from symc.explain.polynomial import Polynomial
from symc.explain.reasons import names, reasons_of
from symc.explain.strands import letters, rows, web
from symc.ir.diagram import Diagram
from symc.ir.model import Bilinear, Op
from symc.ir.solution import Basis, Pair, Solved, Tie
from symc.ir.symmetry import Group, Part
from symc.ir.tensors import Banded

WIDTH, LEFT, GUTTER, BETWEEN, GAP = 780.0, 30.0, 44.0, 7.0, 20.0
FULL = WIDTH - 2 * LEFT
_ARROW, _TIMES = "\N{RIGHTWARDS ARROW}", "\N{MULTIPLICATION SIGN}"
Chosen = tuple[tuple[Group, Diagram], ...]


@dataclass(slots=True)
class _Block:
    """A stretch of the figure, its upper left corner at the origin, and how far down it is."""

    width: float
    y: float = 0.0
    lines: list[str] = field(default_factory=list)

    def write(self, content: str, size: float, **style: str | bool) -> None:
        """Lines of text, wrapped."""
        letter = size * (0.605 if style.get("mono") else 0.56)
        across = int(self.width / letter)
        for line in textwrap.wrap(content, across, break_on_hyphens=False) or [""]:
            self.y += size * 1.45
            self.lines.append(_text(0, self.y, line, size, style))

    def put(self, block: "_Block", x: float, y: float) -> None:
        """Another block, drawn at this place."""
        place = f"{svg.number(x)} {svg.number(y)}"
        self.lines += [f'<g transform="translate({place})">', *block.lines, "</g>"]

    def rule(self, above: float, below: float) -> None:
        """A line across, with room on both sides."""
        self.y += above
        self.lines.append(svg.rule(0, self.y, self.width))
        self.y += below


@dataclass(frozen=True, slots=True)
class _Style:
    """What every pair is drawn by; `seen` says where those already drawn are."""

    parts: dict[str, Part]
    colours: Colours
    most: int
    seen: dict[object, str]


def figure(solved: Solved, layer: str | None = None, most: int = 60) -> str:
    """The drawing of one layer or all; at most `most` diagrams for each pair of types."""
    model = solved.model
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    bases = [basis for basis in solved.bases if layer in (None, basis.node.name)]
    colours = _colours(solved)
    style = _Style(parts, _with_irreps(colours, bases, parts), most, {})
    sheet = _Block(FULL)
    arguments = ", ".join(f"{a.name}: {a.type}" for a in model.arguments)
    sheet.write(model.name, 17, bold=True)
    sheet.write(f"({arguments}) {_ARROW} {model.result.type}", 10.5, mono=True, fill=svg.SOFT)
    _groups(sheet, colours)
    for basis in bases:
        _basis(sheet, basis, style)
    sheet.rule(10, 3)
    for line in legend(bases, parts):
        sheet.write(line, 9.5, fill=svg.SOFT)
    return _document(sheet, f"Equivariant maps of {model.name}")


def _document(sheet: _Block, title: str) -> str:
    width, height = svg.number(WIDTH), svg.number(sheet.y + 50)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">'
    )
    named = f"<title>{escape(svg.printable(title))}</title>"
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    page = _Block(WIDTH)
    page.put(sheet, LEFT, 26)
    return "\n".join((head, "<!-- symc -->", named, ground, *page.lines, "</svg>", ""))


def _colours(solved: Solved) -> Colours:
    model = solved.model
    values = [v for a in model.arguments for v in a.values]
    values += [v for node in model.nodes for v in node.outputs]
    moved = (moved_by(axis) for value in values for axis in value.part.axes)
    found = dict.fromkeys((*model.groups, *(group for group in moved if group is not None)))
    return {group: svg.COLOURS[i % len(svg.COLOURS)] for i, group in enumerate(found)}


def _with_irreps(colours: Colours, bases: list[Basis], parts: dict[str, Part]) -> Colours:
    """The groups that stand for one irrep each have the colour of the group that they stand for."""
    found = dict(colours)
    for basis in bases:
        held = [*(parts[name] for name in basis.node.inputs), *(v.part for v in basis.node.outputs)]
        for part in held:
            for axis, other in zip(part.axes, by_irrep(part, basis.by_irrep).axes, strict=True):
                if other.group is not None and axis.group is not None:
                    found.setdefault(other.group, colours[axis.group])
    return found


def _groups(sheet: _Block, colours: Colours) -> None:
    sheet.y += 20
    x = 4.0
    for group, colour in colours.items():
        width = 28 + 6.4 * len(str(group))
        if x > 4 and x + width > FULL:
            x, sheet.y = 4.0, sheet.y + 16
        sheet.lines.append(svg.dot(x, sheet.y - 3.6, colour))
        sheet.lines.append(svg.text(x + 8, sheet.y, str(group), 10.5, mono=True))
        x += width


def _basis(sheet: _Block, basis: Basis, style: _Style) -> None:
    """The pairs of a layer, as many to a row as fit."""
    sheet.rule(12, 6)
    sheet.write(f"{basis.node.name} = {basis.node.text}", 12, mono=True, bold=True)
    x, tallest = 0.0, 0.0
    for pair in basis.pairs:
        block = _pair(basis, pair, style)
        if x and x + block.width > FULL + 1:
            x, sheet.y, tallest = 0.0, sheet.y + tallest, 0.0
        sheet.put(block, x, sheet.y)
        x += block.width + GAP
        tallest = max(tallest, block.y)
    sheet.y += tallest


def _pair(basis: Basis, pair: Pair, style: _Style) -> _Block:
    node = basis.node
    sources = tuple(style.parts[node.inputs[i]] for i in pair.sources)
    target = node.outputs[pair.target].part
    source = f" {_TIMES} ".join(map(str, sources)) or "the constant"
    key = (*((part.axes, part.powers) for part in (*sources, target)), bool(pair.ties))
    where = style.seen.get(key)
    held = tuple(by_irrep(part, basis.by_irrep) for part in (*sources, target))
    cards = None if where else _drawn(pair, held[:-1], held[-1], style)
    head = f"{source} {_ARROW} {target}"
    block = _Block(_columns(max(len(head) * 6.7, cards.width if cards else 0)), 8)
    block.write(head, 11, mono=True)
    if where:
        block.write(f"{_count(pair, node.op)}, as drawn at {where}.", 10, fill=svg.SOFT)
    else:
        block.write(_caption(pair, node.op), 10, fill=svg.SOFT)
    if cards:
        style.seen[key] = f"{node.name}, {head}"
        block.put(cards, 0, block.y + 8)
        block.y += cards.y + 10
    return block


def _drawn(pair: Pair, sources: tuple[Part, ...], target: Part, style: _Style) -> _Block | None:
    """The diagrams of a pair, and below them a picture of every exact basis."""
    if pair.ties and not pair.factors:
        block = _Block(0)
    elif pair.factors:
        block = _cards(pair, sources, target, style)
    else:
        return None
    for tie in pair.ties:
        if pair.factors or len(pair.ties) > 1:
            block.width = max(block.width, 230.0)
            block.write(f"with each of these on the axes of {names(tie.groups)}", 10, fill=svg.SOFT)
            block.y += 6
        made = _tie(tie, style)
        block.put(made, 0, block.y)
        block.y += made.y
        block.width = max(block.width, made.width)
    return block


def _tie(tie: Tie, style: _Style) -> _Block:
    """The matrices of folded groups, as many to a line as fit."""
    assert not isinstance(tie.tensors, Banded)  # what is drawn are exact maps
    drawn, note = pictures(tie.tensors, style.most)
    block = _Block(100)
    x = tallest = 0.0
    for each in drawn:
        wide = max(each.width, 30.0)
        if x and x + wide > FULL:
            x, block.y, tallest = 0.0, block.y + tallest, 0.0
        block.put(_Block(wide, 0, each.lines), x + (wide - each.width) / 2, block.y + 2)
        place = (x + wide / 2, block.y + each.height + 13)
        block.lines.append(svg.text(*place, each.caption, 8.2, svg.SOFT, True, "middle"))
        block.width = max(block.width, x + wide)
        x += wide + 10
        tallest = max(tallest, each.height + 22)
    block.y += tallest
    if note:
        block.width = max(block.width, len(note) * 5.8)
        block.write(note, 10, fill=svg.SOFT)
    return block


def _columns(width: float) -> float:
    """The width of one, two or all of three columns, whichever is enough."""
    column = (FULL - 2 * GAP) / 3
    return next((w for w in (column, 2 * column + GAP) if width <= w), FULL)


def _count(pair: Pair, op: Op) -> str:
    drawn = pair.dimension // pair.fixed
    channels = "per pair of channels" if pair.sources else "per channel"
    if isinstance(op, Bilinear):
        channels = "per channel" if op.mode == "channelwise" else "per triple of channels"
    plain = f" {_TIMES} {pair.fixed} pairs of plain entries" if pair.fixed > 1 else ""
    return f"{drawn:,} map{'s' if drawn > 1 else ''}{plain} {channels}"


def _caption(pair: Pair, op: Op) -> str:
    reasons = "; ".join(reasons_of(pair))
    return f"{_count(pair, op)}. {reasons or 'No axes to join'}."


def _cards(pair: Pair, sources: tuple[Part, ...], target: Part, style: _Style) -> _Block:
    """A run of cards for each waist, wide ones last, as many runs to a line as fit."""
    folded = tuple(group for tie in pair.ties for group in tie.groups)
    shape = rows(sources, target, folded)
    every = _every(pair)
    shown = every[: style.most]
    captions = [len(letters(shape, web(shape, chosen))) for chosen in shown]
    at = frame(shape, max(captions))
    step, x = at.width + BETWEEN, 0.0
    block = _Block(0)
    for level, run in groupby(shown, key=_level):
        cards = list(run)
        if x and x + GUTTER + len(cards) * step > FULL + BETWEEN:
            x, block.y = 0.0, block.y + at.height + BETWEEN
        middle = block.y + at.height / 2
        block.lines.append(svg.text(x, middle - 3, "waist", 8.5, svg.SOFT))
        block.lines.append(svg.text(x, middle + 10, level, 11, mono=True))
        x += GUTTER
        for chosen in cards:
            if x + at.width > FULL and x > GUTTER:
                x, block.y = GUTTER, block.y + at.height + BETWEEN
            drawn = picture(shape, web(shape, chosen), at, style.colours)
            block.put(_Block(at.width, 0, drawn), x, block.y)
            x += step
            block.width = max(block.width, x - BETWEEN)
        x += BETWEEN
    block.y += at.height + BETWEEN
    if len(every) > len(shown):
        block.width = max(block.width, 100)
        block.write(f"+ {len(every) - len(shown):,} more", 10, fill=svg.SOFT)
    return block


def _every(pair: Pair) -> list[Chosen]:
    """Every map as one diagram for each group, narrow waists first."""
    groups = [group for factor in pair.factors for group in factor.groups]
    chosen = product(*(factor.maps for factor in pair.factors))
    found = [tuple(zip(groups, (d for made in each for d in made), strict=True)) for each in chosen]
    return sorted(found, key=lambda each: sum(diagram.waist for _, diagram in each))


def _level(chosen: Chosen) -> str:
    """The places at the waist, `n` and its powers."""
    sizes = (group.size for group, diagram in chosen for _ in range(diagram.waist))
    text = str(Polynomial.product(sizes))
    for digit, raised in zip("23456789", "²³⁴⁵⁶⁷⁸⁹", strict=True):
        text = text.replace(f"^{digit}", raised)
    return text


def _text(x: float, y: float, line: str, size: float, style: dict[str, str | bool]) -> str:
    fill = str(style.get("fill", svg.INK))
    mono, bold = bool(style.get("mono")), bool(style.get("bold"))
    return svg.text(x, y, line, size, fill, mono, "start", bold)
