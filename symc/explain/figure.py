"""The bases of a model as a figure: every diagram between every pair of types, in one SVG."""

import textwrap
from dataclasses import dataclass, field
from html import escape
from itertools import groupby, product

from symc.algebra import moved_by
from symc.explain import svg
from symc.explain.picture import Colours, frame, picture
from symc.explain.polynomial import Polynomial
from symc.explain.strands import letters, rows, web
from symc.ir.diagram import Diagram
from symc.ir.solution import Basis, Pair, Solved
from symc.ir.symmetry import Group, Part

WIDTH, LEFT, GUTTER, BETWEEN = 780.0, 30.0, 52.0, 7.0
_ARROW, _TIMES = "\N{RIGHTWARDS ARROW}", "\N{MULTIPLICATION SIGN}"
_LEGEND = (
    "Below, the axes of the input; above, those of the output. Joined axes have equal indices. "
    "An axis joined to nothing above it is summed over, one joined to nothing below it is "
    "written to everywhere. Maps of one waist are mixed by one matrix product."
)

Chosen = tuple[tuple[Group, Diagram], ...]


@dataclass(slots=True)
class _Sheet:
    """The lines of the figure so far, and how far down they reach."""

    parts: dict[str, Part]
    colours: Colours
    most: int
    y: float = 26.0
    lines: list[str] = field(default_factory=list)
    seen: dict[object, str] = field(default_factory=dict)

    def write(self, content: str, size: float, **style: str | bool) -> None:
        """Lines of text, wrapped."""
        letter = size * (0.605 if style.get("mono") else 0.56)
        for line in textwrap.wrap(content, int((WIDTH - 2 * LEFT) / letter)) or [""]:
            self.y += size * 1.45
            self.lines.append(_text(LEFT, self.y, line, size, style))


def figure(solved: Solved, layer: str | None = None, most: int = 60) -> str:
    """The drawing of one layer or all; at most `most` diagrams for each pair of types."""
    model = solved.model
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    bases = [basis for basis in solved.bases if layer in (None, basis.node.name)]
    sheet = _Sheet(parts, _colours(solved), most)
    arguments = ", ".join(f"{a.name}: {a.type}" for a in model.arguments)
    sheet.write(model.name, 17, bold=True)
    sheet.write(f"({arguments}) {_ARROW} {model.result.type}", 10.5, mono=True, fill=svg.SOFT)
    _groups(sheet)
    for basis in bases:
        _basis(sheet, basis)
    sheet.y += 14
    sheet.lines.append(svg.rule(LEFT, sheet.y, WIDTH - 2 * LEFT))
    sheet.y += 3
    sheet.write(_LEGEND, 9.5, fill=svg.SOFT)
    return _document(sheet, f"Equivariant maps of {model.name}")


def _document(sheet: _Sheet, title: str) -> str:
    width, height = svg.number(WIDTH), svg.number(sheet.y + 24)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">'
    )
    named = f"<title>{escape(svg.printable(title))}</title>"
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join((head, "<!-- symc -->", named, ground, *sheet.lines, "</svg>", ""))


def _colours(solved: Solved) -> Colours:
    model = solved.model
    values = [v for a in model.arguments for v in a.values]
    values += [v for node in model.nodes for v in node.outputs]
    moved = (moved_by(axis) for value in values for axis in value.part.axes)
    found = dict.fromkeys((*model.groups, *(group for group in moved if group is not None)))
    return {group: svg.COLOURS[i % len(svg.COLOURS)] for i, group in enumerate(found)}


def _groups(sheet: _Sheet) -> None:
    sheet.y += 20
    x = LEFT + 4
    for group, colour in sheet.colours.items():
        sheet.lines.append(svg.dot(x, sheet.y - 3.6, colour))
        sheet.lines.append(svg.text(x + 8, sheet.y, str(group), 10.5, mono=True))
        x += 28 + 6.4 * len(str(group))


def _basis(sheet: _Sheet, basis: Basis) -> None:
    sheet.y += 16
    sheet.lines.append(svg.rule(LEFT, sheet.y, WIDTH - 2 * LEFT))
    sheet.y += 6
    sheet.write(f"{basis.node.name} = {basis.node.text}", 12, mono=True, bold=True)
    for pair in basis.pairs:
        _pair(sheet, basis, pair)


def _pair(sheet: _Sheet, basis: Basis, pair: Pair) -> None:
    node = basis.node
    sources = tuple(sheet.parts[node.inputs[i]] for i in pair.sources)
    target = node.outputs[pair.target].part
    source = f" {_TIMES} ".join(map(str, sources)) or "the constant"
    key = (tuple(part.axes for part in sources), target.axes)
    sheet.y += 8
    sheet.write(f"{source} {_ARROW} {target}", 11, mono=True)
    if key in sheet.seen:
        sheet.write(f"{_count(pair)}, as drawn at {sheet.seen[key]}.", 10, fill=svg.SOFT)
        return
    sheet.write(_caption(pair), 10, fill=svg.SOFT)
    if pair.factors:
        sheet.seen[key] = f"{node.name}, {source} {_ARROW} {target}"
        _diagrams(sheet, pair, sources, target)


def _count(pair: Pair) -> str:
    drawn = pair.dimension // pair.fixed
    channels = "per channel" if not pair.sources else "per pair of channels"
    plain = f" {_TIMES} {pair.fixed} pairs of plain entries" if pair.fixed > 1 else ""
    return f"{drawn:,} map{'s' if drawn > 1 else ''}{plain} {channels}"


def _caption(pair: Pair) -> str:
    reasons = "; ".join(f"{f.group.name}: {f.hom.reason}" for f in pair.factors)
    return f"{_count(pair)}. {reasons or 'No axes to join'}."


def _diagrams(sheet: _Sheet, pair: Pair, sources: tuple[Part, ...], target: Part) -> None:
    """A run of cards for each waist, wide ones last, as many runs to a line as fit."""
    shape = rows(sources, target)
    every = _every(pair)
    shown = every[: sheet.most]
    captions = [len(letters(shape, web(shape, chosen))) for chosen in shown]
    at = frame(shape, max(captions))
    step, x, right = at.width + BETWEEN, LEFT, WIDTH - LEFT
    sheet.y += 8
    for level, run in groupby(shown, key=_level):
        cards = list(run)
        if x > LEFT and x + GUTTER + len(cards) * step > right + BETWEEN:
            x, sheet.y = LEFT, sheet.y + at.height + BETWEEN
        middle = sheet.y + at.height / 2
        sheet.lines.append(svg.text(x, middle - 3, "waist", 8.5, svg.SOFT))
        sheet.lines.append(svg.text(x, middle + 10, level, 11, mono=True))
        x += GUTTER
        for chosen in cards:
            if x + at.width > right and x > LEFT + GUTTER:
                x, sheet.y = LEFT + GUTTER, sheet.y + at.height + BETWEEN
            place = f"{svg.number(x)} {svg.number(sheet.y)}"
            sheet.lines.append(f'<g transform="translate({place})">')
            sheet.lines += picture(shape, web(shape, chosen), at, sheet.colours)
            sheet.lines.append("</g>")
            x += step
        x += BETWEEN
    sheet.y += at.height + BETWEEN
    if len(every) > len(shown):
        sheet.write(f"+ {len(every) - len(shown):,} more", 10, fill=svg.SOFT)


def _every(pair: Pair) -> list[Chosen]:
    """Every map as one diagram for each group, narrow waists first."""
    groups = [factor.group for factor in pair.factors]
    chosen = product(*(factor.hom.diagrams for factor in pair.factors))
    found = [tuple(zip(groups, diagrams, strict=True)) for diagrams in chosen]
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
