"""Levels at a glance: which group is broken by how much, in all and layer by layer."""

from symc.dossier.html import Content, Drawing, Tag, table, tag
from symc.explain.svg import COLOURS, FAINT, INK, SOFT, number, text
from symc.verify import GroupLevel

WIDTH, LEFT, BAR, STEP = 640, 240, 14, 22
LONGEST = 38


def breaking(levels: tuple[GroupLevel, ...]) -> list[Content]:
    """A sentence, bars, and the numbers; nothing where all is exact."""
    if not levels:
        return []
    return [
        tag("h3", "What breaks which symmetry"),
        tag("p", _sentence(levels)),
        tag("figure", Drawing(bars(levels)), tag("figcaption", _CAPTION)),
        _groups(levels),
        _layers(levels),
    ]


_CAPTION = (
    "Dark: the largest ||f(g x) - g f(x)|| found over random g and inputs of size 1. Light: "
    "||broken|| / ||kept|| of the weights, layer by layer; a stroke is the level, where it is a "
    "bound. Dark and light bars have a scale each."
)


def _sentence(levels: tuple[GroupLevel, ...]) -> str:
    """Who is broken least, where several are compared."""
    known = sorted((each.found, each.group) for each in levels if each.found is not None)
    if not known:
        return "No violation was measured."
    if len(known) == 1:
        return f"{known[0][1]} is broken by {known[0][0]:.2g} at most."
    (least, kept), (second, other) = known[:2]
    ratio = second / max(least, 1e-300)
    tail = f"{ratio:.1f} times less than {other}, the next" if ratio < 1e6 else "the others are not"
    return f"{kept} is kept best: it is broken by {least:.2g}, {tail}."


def bars(levels: tuple[GroupLevel, ...]) -> str:
    """One bar for each group, and one for each of its layers."""
    top = max((each.found or 0.0 for each in levels), default=0.0) or 1.0
    every = [layer for each in levels for layer in each.layers]
    most = max([x.ratio for x in every] + [x.amount for x in every if x.is_bound] + [1e-300])
    room = WIDTH - LEFT - 70
    pieces: list[str] = []
    y = 6.0
    for each in levels:
        found = each.found or 0.0
        told = "not measured" if each.found is None else f"{found:.2g}"
        pieces += _row(y, each.group, found / top * room, told, INK, COLOURS[0])
        y += STEP
        for layer in each.layers:
            length = layer.ratio / most * room
            pieces += _row(y, layer.layer, length, f"{layer.ratio:.2g}", SOFT, FAINT)
            if layer.is_bound:
                x = LEFT + layer.amount / most * room
                pieces.append(
                    f'<path d="M{number(x)} {number(y)}v{BAR}" stroke="{COLOURS[1]}" '
                    'stroke-width="2"/>'
                )
            y += STEP
        y += STEP / 2
    named = ", ".join(each.group for each in levels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(y)}" '
        f'width="{WIDTH}" role="img" aria-label="how far {named} are broken">'
        f"{''.join(pieces)}</svg>"
    )


def _row(y: float, name: str, length: float, told: str, ink: str, fill: str) -> list[str]:
    shown = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    length = max(length, 1.0)
    return [
        text(LEFT - 8, y + BAR - 3, shown, fill=ink, anchor="end"),
        f'<rect x="{LEFT}" y="{number(y)}" width="{number(length)}" height="{BAR}" fill="{fill}"/>',
        text(LEFT + length + 5, y + BAR - 3, told, fill=ink),
    ]


def _groups(levels: tuple[GroupLevel, ...]) -> Tag:
    head = ["group", "level", "now", "certified", "found", "Lie derivative", "energy", "holds"]
    rows: list[list[Content]] = [
        [
            each.group,
            tag("code", each.level),
            f"{each.amount:.3g}",
            _number(each.certified),
            _number(each.found),
            _number(each.lie),
            f"{each.energy:.2%}",
            _holds(each.ok),
        ]
        for each in levels
    ]
    return table(head, rows, 2)


def _layers(levels: tuple[GroupLevel, ...]) -> Tag:
    head = ["group", "layer", "broken / kept", "bound", "Lie derivative", "energy", "holds"]
    rows: list[list[Content]] = [
        [
            each.group,
            layer.layer,
            f"{layer.ratio:.3g}",
            f"{layer.amount:.3g}" if layer.is_bound else "none",
            _number(layer.lie),
            f"{layer.energy:.2%}",
            _holds(layer.ok),
        ]
        for each in levels
        for layer in each.layers
    ]
    return table(head, rows, 2)


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3g}"


def _holds(ok: bool) -> Tag:
    return tag("span", "yes" if ok else "no", class_="ok" if ok else "bad")
