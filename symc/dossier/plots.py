"""NERO plots as SVG, in the orbit's own shape; errors on a scale that all of a report share."""

from math import cos, log10, sin

from symc.dossier.nero import Nero, Sample
from symc.dossier.orbits import Orbit, place_on_disc
from symc.explain.svg import COLOURS, FAINT, INK, SOFT, number, text

SIZE = 220
FLOOR, CEILING = 1e-16, 1.0


def scaled(error: float) -> float:
    """An error between 0 (rounding in double precision) and 1 (as large as the result)."""
    if error != error:
        return 1.0
    error = min(max(error, FLOOR), CEILING)
    return log10(error / FLOOR) / log10(CEILING / FLOOR)


def shade(error: float) -> str:
    """Light where the error is rounding, dark and red where it is as large as the result.

    >>> shade(1e-16), shade(1.0)
    ('rgb(237,245,250)', 'rgb(150,20,10)')
    """
    s = max(0.0, (scaled(error) - 0.25) / 0.75)
    stops = ((237, 245, 250), (86, 180, 233), (240, 190, 60), (213, 94, 0), (150, 20, 10))
    place = s * (len(stops) - 1)
    i = min(int(place), len(stops) - 2)
    mixed = (round(a + (b - a) * (place - i)) for a, b in zip(stops[i], stops[i + 1], strict=True))
    return f"rgb({','.join(map(str, mixed))})"


def plot(nero: Nero) -> str:
    """The plot of an orbit: the mean over all inputs, and the worst inputs beside it."""
    match nero.orbit.shape:
        case "circle":
            return _circle(nero)
        case "sphere":
            return _sphere(nero)
        case "line":
            return _line(nero)
        case "bars":
            return _bars(nero)


def _document(width: float, height: float, pieces: list[str], title: str) -> str:
    from html import escape

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" role="img" aria-label="{escape(title, quote=True)}">'
        f"{''.join(pieces)}</svg>"
    )


def _title(nero: Nero) -> str:
    return f"error of {nero.model} under {nero.orbit.group}: {nero.orbit.title}"


def _rings(x: float, y: float, radius: float) -> list[str]:
    """Circles of equal error."""
    pieces = []
    for exponent in (-12, -8, -4, 0):
        r = radius * scaled(10.0**exponent)
        pieces.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="none" '
            f'stroke="{FAINT}"/>'
        )
        pieces.append(text(x + 3, y - r + 9, _power(exponent), 7.5, SOFT))
    return pieces


def _power(exponent: int) -> str:
    return "1" if not exponent else f"1e{exponent}"


def _circle(nero: Nero) -> str:
    """The error as the distance from the middle, all around."""
    centre, radius = SIZE / 2, SIZE / 2 - 16
    pieces = _rings(centre, centre, radius)
    for i, sample in enumerate(nero.worst):
        pieces.append(_loop(nero.orbit, sample.errors, centre, radius, COLOURS[i + 1], 1.0))
    pieces.append(_loop(nero.orbit, nero.mean, centre, radius, INK, 2.2))
    pieces.append(text(2 * centre - 14, centre + 3, "0", 8, SOFT))
    pieces.append(text(centre - 8, 10, "90 deg", 8, SOFT))
    return _document(SIZE, SIZE, pieces, _title(nero))


def _loop(
    orbit: Orbit, errors: tuple[float, ...], centre: float, radius: float, stroke: str, width: float
) -> str:
    points = []
    for point, error in zip(orbit.points, errors, strict=True):
        r, angle = radius * scaled(error), point.at[0]
        points.append(f"{number(centre + r * cos(angle))},{number(centre - r * sin(angle))}")
    return (
        f'<polygon points="{" ".join(points)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{number(width)}" stroke-linejoin="round"/>'
    )


def _sphere(nero: Nero) -> str:
    """Both halves as discs of the same area, one spot for each rotation; the worst inputs small."""
    panels: list[tuple[str, tuple[float, ...], float]] = [("mean", nero.mean, SIZE * 0.9)]
    panels += [(_worst(s), s.errors, SIZE * 0.55) for s in nero.worst]
    pieces: list[str] = []
    x = 0.0
    for name, errors, size in panels:
        pieces += _halves(nero.orbit, errors, x, size)
        pieces.append(text(x + 4, 12, name, 10, INK, bold=name == "mean"))
        x += size * 2 + 14
    pieces.append(text(4, SIZE * 0.9 + 30, "upper and lower half; z is in the middle", 9, SOFT))
    return _document(x, SIZE * 0.9 + 36, pieces, _title(nero))


def _halves(orbit: Orbit, errors: tuple[float, ...], x: float, size: float) -> list[str]:
    radius = size / 2 - 8
    pieces = []
    for half in (0, 1):
        cx, cy = x + size * (half + 0.5), 18 + size / 2
        pieces.append(
            f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{number(radius + 5)}" '
            f'fill="none" stroke="{FAINT}"/>'
        )
        for point, error in zip(orbit.points, errors, strict=True):
            px, py, below = place_on_disc(*point.at)
            if below == bool(half):
                spot = radius / 8
                pieces.append(
                    f'<circle cx="{number(cx + radius * px)}" cy="{number(cy - radius * py)}" '
                    f'r="{number(spot)}" fill="{shade(error)}" stroke="#ffffff" '
                    f'stroke-width="0.3"/>'
                )
    return pieces


def _line(nero: Nero) -> str:
    """The error over the flow's time."""
    width, height, left, low = 320.0, 190.0, 40.0, 160.0
    times = [point.at[0] for point in nero.orbit.points]
    first, last = times[0], times[-1]
    pieces = _grid(left, low, width)
    series = [(s.errors, COLOURS[i + 1], 1.0) for i, s in enumerate(nero.worst)]
    for errors, stroke, thick in [*series, (nero.mean, INK, 2.2)]:
        points = " ".join(
            f"{number(left + (t - first) / (last - first) * (width - left - 8))},"
            f"{number(low - scaled(e) * (low - 14))}"
            for t, e in zip(times, errors, strict=True)
        )
        pieces.append(
            f'<polyline points="{points}" fill="none" stroke="{stroke}" '
            f'stroke-width="{number(thick)}"/>'
        )
    pieces.append(text(left, height - 10, f"{first:+.1f}", 9, SOFT))
    pieces.append(text(width - 30, height - 10, f"{last:+.1f}", 9, SOFT))
    return _document(width, height, pieces, _title(nero))


def _grid(left: float, low: float, width: float) -> list[str]:
    """Lines of equal error."""
    pieces = []
    for exponent in (-16, -12, -8, -4, 0):
        y = low - scaled(10.0**exponent) * (low - 14)
        pieces.append(
            f'<line x1="{number(left)}" x2="{number(width - 8)}" y1="{number(y)}" '
            f'y2="{number(y)}" stroke="{FAINT}"/>'
        )
        pieces.append(text(left - 4, y + 3, _power(exponent), 8, SOFT, anchor="end"))
    return pieces


def _bars(nero: Nero) -> str:
    """A bar for each element, a dot for each of the worst inputs."""
    step, left, low = 15.0, 40.0, 160.0
    width = left + step * len(nero.mean) + 12
    pieces = _grid(left, low, width)
    for i, (point, error) in enumerate(zip(nero.orbit.points, nero.mean, strict=True)):
        x, height = left + 4 + i * step, scaled(error) * (low - 14)
        pieces.append(
            f'<rect x="{number(x)}" y="{number(low - height)}" width="{number(step - 5)}" '
            f'height="{number(max(height, 1))}" fill="{shade(error)}" stroke="{SOFT}" '
            f'stroke-width="0.5"><title>{point.label}: {error:.1e}</title></rect>'
        )
        for k, sample in enumerate(nero.worst):
            y = low - scaled(sample.errors[i]) * (low - 14)
            pieces.append(
                f'<circle cx="{number(x + (step - 5) / 2)}" cy="{number(y)}" r="1.8" '
                f'fill="{COLOURS[k + 1]}"/>'
            )
    generators = sum(point.label.startswith("generator") for point in nero.orbit.points)
    pieces.append(text(left + 4, low + 14, "generators", 9, SOFT))
    pieces.append(text(left + 4 + generators * step, low + 26, "random elements", 9, SOFT))
    return _document(width, low + 34, pieces, _title(nero))


def _worst(sample: Sample) -> str:
    return f"input {sample.index}, worst {max(sample.errors):.1e}"


def legend(nero: Nero) -> str:
    """The colours of the worst inputs, and the scale of shades."""
    pieces = [
        f'<line x1="4" x2="22" y1="9" y2="9" stroke="{INK}" stroke-width="2.2"/>',
        text(27, 12, "mean over inputs", 9, INK),
    ]
    x = 125.0
    if nero.orbit.shape != "sphere":
        for i, sample in enumerate(nero.worst):
            pieces.append(
                f'<line x1="{number(x)}" x2="{number(x + 16)}" y1="9" y2="9" '
                f'stroke="{COLOURS[i + 1]}" stroke-width="1.6"/>'
            )
            pieces.append(text(x + 20, 12, f"input {sample.index}", 9, SOFT))
            x += 74
        return _document(x + 4, 16, pieces, "legend")
    pieces = []
    for k in range(33):
        error = 10 ** (-16 + k / 2)
        pieces.append(
            f'<rect x="{number(30 + k * 6)}" y="2" width="6.2" height="9" fill="{shade(error)}"/>'
        )
    pieces.append(text(2, 10, "1e-16", 9, SOFT))
    pieces.append(text(234, 10, "1, as large as the result", 9, SOFT))
    return _document(350, 16, pieces, "legend")
