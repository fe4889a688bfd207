"""The few pieces of SVG that a figure is drawn with; all text is escaped, all numbers short."""

from html import escape

SANS = "Helvetica, Arial, sans-serif"
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', monospace"
INK, SOFT, FAINT = "#1a1a1a", "#6b6b6b", "#d8d8d8"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7b4fa3", "#8c564b")
"""Told apart by most colour-blind readers, and in print (Okabe and Ito)."""


def number(value: float) -> str:
    """At most one decimal.

    >>> number(3.0), number(2.25)
    ('3', '2.2')
    """
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float,
    y: float,
    content: str,
    size: float = 11,
    fill: str = INK,
    mono: bool = False,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """A line of text with its baseline at y."""
    weight = ' font-weight="600"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    family = MONO if mono else SANS
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{family}" '
        f'font-size="{number(size)}" fill="{fill}"{weight}{place} xml:space="preserve">'
        f"{escape(printable(content), quote=False)}</text>"
    )


def printable(content: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in content)


def curve(points: tuple[tuple[float, float], ...], stroke: str, width: float = 1.7) -> str:
    """A cubic curve through its first and last of four points."""
    (x, y), *rest = points
    ends = " ".join(f"{number(a)} {number(b)}" for a, b in rest)
    return (
        f'<path d="M{number(x)} {number(y)} C{ends}" fill="none" stroke="{stroke}" '
        f'stroke-width="{number(width)}" stroke-linecap="round"/>'
    )


def dot(x: float, y: float, colour: str, hollow: bool = False, radius: float = 3.2) -> str:
    """A filled point, or a ring."""
    fill = "#ffffff" if hollow else colour
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" '
        f'stroke="{colour}" stroke-width="1.4"/>'
    )


def wedge(x: float, y: float, colour: str, towards: tuple[int, int]) -> str:
    """A filled triangle that points along an axis of the picture."""
    dx, dy = towards
    tip = (x + 4 * dx, y + 4 * dy)
    back = [(x - 3 * dx + 3.8 * s * dy, y - 3 * dy + 3.8 * s * dx) for s in (1, -1)]
    corners = "L".join(f"{number(a)} {number(b)}" for a, b in (tip, *back))
    return f'<path d="M{corners}z" fill="{colour}"/>'


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    stroke: str,
    fill: str = "none",
    radius: float = 0,
) -> str:
    """A rectangle, with round corners or without."""
    corner = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}"{corner} fill="{fill}" stroke="{stroke}"/>'
    )


def rule(x: float, y: float, width: float) -> str:
    """A thin line across."""
    return f'<path d="M{number(x)} {number(y)} h{number(width)}" stroke="{FAINT}"/>'
