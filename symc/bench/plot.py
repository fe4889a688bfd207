"""How time grows with n as SVG: both axes logarithmic, a line for each form."""

from collections.abc import Callable
from html import escape
from math import ceil, floor, log10

from symc.bench.growth import slope
from symc.bench.results import SUM, WHOLE, Bench, Row
from symc.explain.svg import COLOURS, FAINT, INK, SOFT, dot, number, printable, text

WIDTH, HEIGHT, LEFT, TOP, LOW = 360.0, 250.0, 52.0, 34.0, 196.0
COLUMNS = 2
LONGEST = 54

At = Callable[[int, float], tuple[float, float]]


def growth_plot(found: Bench) -> str:
    """One panel for each layer and model, forward; panels without a free size are left out."""
    panels: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for (model, layer, form, mode, compiled), rows in found.series().items():
        if mode == "forward" and rows[0].n is not None:
            name = f"{form}, compiled" if compiled else form
            panels.setdefault((model, layer), {})[name] = rows
    order = sorted(panels, key=lambda key: (key[0], key[1] not in (WHOLE, SUM)))
    down = max(1, ceil(len(order) / COLUMNS))
    width, height = WIDTH * min(COLUMNS, max(1, len(order))), HEIGHT * down + 22
    pieces = [f'<rect width="{number(width)}" height="{number(height)}" fill="#ffffff"/>']
    for i, key in enumerate(order):
        place = f"{number(i % COLUMNS * WIDTH)} {number(i // COLUMNS * HEIGHT)}"
        inside = "".join(_panel(key, panels[key]))
        pieces.append(f'<g transform="translate({place})">{inside}</g>')
    if not order:
        pieces.append(text(8, 20, "nothing of a free size was measured", 11, SOFT))
    pieces.append(text(8, height - 8, _footer(found), 8.5, SOFT))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" role="img"><!-- symc --><title>time over n</title>'
        f"{''.join(pieces)}</svg>\n"
    )


def _footer(found: Bench) -> str:
    """What the lines are, and of which machine."""
    return f"forward, batch of {found.settings.batch}; {found.machine}"


def _panel(key: tuple[str, str], lines: dict[str, list[Row]]) -> list[str]:
    """The lines of all forms between decades of time; slopes are at their names."""
    sizes = sorted({row.n for rows in lines.values() for row in rows if row.n is not None})
    times = [row.median for rows in lines.values() for row in rows]
    low, high = floor(log10(min(times))), ceil(log10(max(times)))
    high = max(high, low + 1)
    first, last = log10(sizes[0]), log10(max(sizes[-1], sizes[0] * 1.01))
    right = WIDTH - 14

    def at(n: int, seconds: float) -> tuple[float, float]:
        x = LEFT + (log10(n) - first) / (last - first) * (right - LEFT)
        return x, LOW - (log10(seconds) - low) / (high - low) * (LOW - TOP)

    title = f"{key[0]}: {key[1]}"
    cut = title if len(title) <= LONGEST else f"{title[: LONGEST - 3]}..."
    pieces = [
        f"<title>{escape(printable(title), quote=False)}</title>",
        text(8, 18, cut, 10, INK, mono=True),
    ]
    pieces += _grid(low, high, sizes, at)
    for i, (name, rows) in enumerate(lines.items()):
        colour = COLOURS[i % len(COLOURS)]
        points = [at(row.n, row.median) for row in rows if row.n is not None]
        joined = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        pieces.append(
            f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="1.8"/>'
        )
        pieces += [dot(x, y, colour, radius=2.4) for x, y in points]
        exponent = slope((row.n, row.median) for row in rows if row.n is not None)
        label = name if exponent is None else f"{name} n^{exponent:.2f}"
        place = (12 + i % 3 * 116, LOW + 30 + i // 3 * 13)
        pieces += [
            dot(place[0], place[1] - 3, colour, radius=3),
            text(place[0] + 7, place[1], label, 9),
        ]
    return pieces


def _grid(low: int, high: int, sizes: list[int], at: At) -> list[str]:
    """A line for each decade, and a mark for each n."""
    pieces: list[str] = []
    for exponent in range(low, high + 1):
        x, y = at(sizes[0], 10.0**exponent)
        pieces.append(
            f'<line x1="{number(x)}" x2="{number(WIDTH - 14)}" y1="{number(y)}" '
            f'y2="{number(y)}" stroke="{FAINT}"/>'
        )
        pieces.append(text(x - 5, y + 3, _seconds(exponent), 8.5, SOFT, anchor="end"))
    for n in sizes:
        x, _ = at(n, 10.0**low)
        label = f"n = {n}" if n == sizes[0] else str(n)
        pieces.append(text(x, LOW + 13, label, 8.5, SOFT, anchor="middle"))
    return pieces


def _seconds(exponent: int) -> str:
    """A power of ten of seconds: `10 ms`.

    >>> _seconds(-2), _seconds(-6), _seconds(1)
    ('10 ms', '1 us', '10 s')
    """
    for least, unit in ((0, "s"), (-3, "ms"), (-6, "us")):
        if exponent >= least:
            return f"{10 ** (exponent - least)} {unit}"
    return f"1e{exponent} s"
