"""NERO plots as SVG, in the orbit's own shape."""

from math import cos, sin

from symc.dossier.nero import Nero, Sample
from symc.dossier.orbits import Orbit, place_on_disc
from symc.dossier.scale import FLOOR, UNIT, Scale, lengths, shades, told
from symc.explain.svg import COLOURS, FAINT, INK, SOFT, number, text

SIZE = 220
BAR = "#b9d6ea"


def plot(nero: Nero, scale: Scale | None = None) -> str:
    """The plot of an orbit: the mean over all inputs, and the worst inputs beside it.

    Distances and bars are on a scale of the orbit's own, unless one is given.
    """
    scale = scale or lengths(nero.every)
    match nero.orbit.shape:
        case "circle":
            return _circle(nero, scale)
        case "sphere":
            return _panels(nero, 2, "upper and lower half; the axis is in the middle")
        case "disc":
            return _panels(nero, 1, "no shift is in the middle")
        case "line":
            return _line(nero, scale)
        case "bars":
            return _bars(nero, scale)


def _document(width: float, height: float, pieces: list[str], title: str) -> str:
    from html import escape

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" role="img" aria-label="{escape(title, quote=True)}">'
        f"{''.join(pieces)}</svg>"
    )


def _title(nero: Nero) -> str:
    return f"error of {nero.model} under {nero.orbit.group}: {nero.orbit.title}"


def _rings(x: float, y: float, radius: float, scale: Scale) -> tuple[list[str], str]:
    """Circles of equal error, and what they are, to be written on top of all else."""
    pieces, labels = [], []
    for error, label in scale.ticks[1:]:
        r = radius * scale.place(error)
        pieces.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="none" '
            f'stroke="{FAINT}"/>'
        )
        labels.append(text(x + 3, y - r + 10, label, 9, SOFT))
    outlined = '<g stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round">'
    return pieces, f"{outlined}{''.join(labels)}</g>"


def _circle(nero: Nero, scale: Scale) -> str:
    """The error as the distance from the middle, all around."""
    centre, radius = SIZE / 2, SIZE / 2 - 16
    pieces, labels = _rings(centre, centre, radius, scale)
    for i, sample in enumerate(nero.worst):
        pieces.append(_loop(nero.orbit, sample.errors, scale, radius, COLOURS[i + 1], 1.0))
    pieces.append(_loop(nero.orbit, nero.mean, scale, radius, INK, 2.2))
    pieces.append(labels)
    pieces.append(text(2 * centre - 14, centre + 3, "0", 8, SOFT))
    pieces.append(text(centre - 8, 10, "90 deg", 8, SOFT))
    pieces.append(text(centre, SIZE + 9, f"from the middle: {UNIT}", 9, SOFT, anchor="middle"))
    return _document(SIZE, SIZE + 14, pieces, _title(nero))


def _loop(
    orbit: Orbit, errors: tuple[float, ...], scale: Scale, radius: float, stroke: str, width: float
) -> str:
    points, centre = [], SIZE / 2
    for point, error in zip(orbit.points, errors, strict=True):
        r, angle = radius * scale.place(error), point.at[0]
        points.append(f"{number(centre + r * cos(angle))},{number(centre - r * sin(angle))}")
    return (
        f'<polygon points="{" ".join(points)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{number(width)}" stroke-linejoin="round"/>'
    )


def _panels(nero: Nero, halves: int, note: str) -> str:
    """Discs of spots, one for each element: of a sphere both halves, areas kept.

    The worst inputs are small.
    """
    made = [_panel(nero, "mean over inputs", nero.mean, SIZE * 0.9, halves, note)]
    made += [_panel(nero, _worst(s), s.errors, SIZE * 0.6, halves, "") for s in nero.worst]
    return "".join(made)


def _panel(
    nero: Nero, name: str, errors: tuple[float, ...], size: float, halves: int, note: str
) -> str:
    """One panel, with its scale of shades."""
    scale = shades(errors)
    pieces = [text(4, 12, name, 11, INK, bold=True)]
    pieces += _spots(nero.orbit, errors, size, scale)
    low, step = 18 + size + 6, size * 0.9 / 32
    pieces += [
        f'<rect x="{number(8 + k * step)}" y="{number(low)}" width="{number(step + 0.3)}" '
        f'height="9" fill="{shade}"/>'
        for k, shade in enumerate(_ramp(scale))
    ]
    pieces.append(text(8, low + 21, _end(scale.low), 10, SOFT))
    pieces.append(text(8 + 32 * step, low + 21, _end(scale.high), 10, SOFT, anchor="end"))
    if note:
        pieces.append(text(8, low + 36, UNIT, 10, SOFT))
        pieces.append(text(8, low + 50, note, 10, SOFT))
    width = max(size * halves + 8, 240.0 if note else 0.0)
    return _document(width, low + (56 if note else 28), pieces, f"{_title(nero)}, {name}")


def _end(error: float) -> str:
    """An end of a scale."""
    return "1e-16" if error == FLOOR else told(error)


def _ramp(scale: Scale) -> list[str]:
    """The shades from the low end to the high one."""
    if scale.is_logarithmic:
        ratio = scale.high / scale.low
        return [scale.shade(scale.low * ratio ** (k / 31)) for k in range(32)]
    return [scale.shade(scale.low + (scale.high - scale.low) * k / 31) for k in range(32)]


def _spots(orbit: Orbit, errors: tuple[float, ...], size: float, scale: Scale) -> list[str]:
    """A spot for each element within one disc, or within two."""
    radius = size / 2 - 8
    places = [_place(orbit, point.at) for point in orbit.points]
    pieces = []
    for half in range(1 + max(half for *_, half in places)):
        cx, cy = size * (half + 0.5), 18 + size / 2
        pieces.append(
            f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{number(radius + 5)}" '
            f'fill="none" stroke="{FAINT}"/>'
        )
        for point, (px, py, where), error in zip(orbit.points, places, errors, strict=True):
            if where == half:
                pieces.append(
                    f'<circle cx="{number(cx + radius * px)}" cy="{number(cy - radius * py)}" '
                    f'r="{number(radius / 10)}" fill="{scale.shade(error)}" stroke="#ffffff" '
                    f'stroke-width="0.3"><title>{point.label}: {told(error)}</title></circle>'
                )
    return pieces


def _place(orbit: Orbit, at: tuple[float, ...]) -> tuple[float, float, int]:
    """Where a spot is on its disc, and on which."""
    if orbit.shape == "disc":
        return 0.93 * at[0], 0.93 * at[1], 0
    x, y, below = place_on_disc(*at)
    return x, y, int(below)


def _line(nero: Nero, scale: Scale) -> str:
    """The error over the flow's time, or over a shift."""
    width, height, left, low = 320.0, 190.0, 54.0, 160.0
    times = [point.at[0] for point in nero.orbit.points]
    first, last = times[0], times[-1]
    pieces = _grid(left, low, width, scale)
    series = [(s.errors, COLOURS[i + 1], 1.0) for i, s in enumerate(nero.worst)]
    for errors, stroke, thick in [*series, (nero.mean, INK, 2.2)]:
        points = " ".join(
            f"{number(left + (t - first) / (last - first) * (width - left - 8))},"
            f"{number(low - scale.place(e) * (low - 14))}"
            for t, e in zip(times, errors, strict=True)
        )
        pieces.append(
            f'<polyline points="{points}" fill="none" stroke="{stroke}" '
            f'stroke-width="{number(thick)}"/>'
        )
    middle = (left + width - 8) / 2
    pieces.append(text(left, height - 16, f"{first:+.2g}", 9, SOFT))
    pieces.append(text(middle, height - 16, nero.orbit.along, 9, SOFT, anchor="middle"))
    pieces.append(text(width - 8, height - 16, f"{last:+.2g}", 9, SOFT, anchor="end"))
    return _document(width, height, pieces, _title(nero))


def _grid(left: float, low: float, width: float, scale: Scale) -> list[str]:
    """Lines of equal error."""
    middle = number((low + 14) / 2)
    pieces = [
        f'<g transform="rotate(-90 10 {middle})">'
        f"{text(10, (low + 14) / 2, UNIT, 9, SOFT, anchor='middle')}</g>"
    ]
    for error, label in scale.ticks:
        y = low - scale.place(error) * (low - 14)
        pieces.append(
            f'<line x1="{number(left)}" x2="{number(width - 8)}" y1="{number(y)}" '
            f'y2="{number(y)}" stroke="{FAINT}"/>'
        )
        pieces.append(text(left - 4, y + 3, label, 9, SOFT, anchor="end"))
    return pieces


def _bars(nero: Nero, scale: Scale) -> str:
    """A bar for each element, a dot for each of the worst inputs."""
    step, left, low = 15.0, 54.0, 160.0
    width = max(180.0, left + step * len(nero.mean) + 12)
    pieces = _grid(left, low, width, scale)
    for i, (point, error) in enumerate(zip(nero.orbit.points, nero.mean, strict=True)):
        x, height = left + 4 + i * step, scale.place(error) * (low - 14)
        pieces.append(
            f'<rect x="{number(x)}" y="{number(low - height)}" width="{number(step - 5)}" '
            f'height="{number(max(height, 1))}" fill="{BAR}" stroke="{SOFT}" '
            f'stroke-width="0.5"><title>{point.label}: {told(error)}</title></rect>'
        )
        for k, sample in enumerate(nero.worst):
            y = low - scale.place(sample.errors[i]) * (low - 14)
            pieces.append(
                f'<circle cx="{number(x + (step - 5) / 2)}" cy="{number(y)}" r="1.8" '
                f'fill="{COLOURS[k + 1]}"/>'
            )
    generators = sum(point.label.startswith("generator") for point in nero.orbit.points)
    if generators:
        pieces.append(text(left + 4, low + 14, "generators", 9, SOFT))
        pieces.append(text(left + 4 + generators * step, low + 26, "random elements", 9, SOFT))
    else:
        pieces.append(text(left + 4, low + 14, nero.orbit.points[0].label, 9, SOFT))
    return _document(width, low + 34, pieces, _title(nero))


def _worst(sample: Sample) -> str:
    return f"input {sample.index}, worst {told(max(sample.errors))}"


def legend(nero: Nero) -> str:
    """The colours of the worst inputs; spheres and discs bear their scales themselves."""
    if nero.orbit.shape in ("sphere", "disc"):
        return ""
    bars = nero.orbit.shape == "bars"
    pieces = [
        f'<rect x="4" y="4" width="18" height="9" fill="{BAR}" stroke="{SOFT}" stroke-width="0.5"/>'
        if bars
        else f'<line x1="4" x2="22" y1="9" y2="9" stroke="{INK}" stroke-width="2.2"/>',
        text(27, 12, "mean over inputs", 9, INK),
    ]
    x = 125.0
    for i, sample in enumerate(nero.worst):
        colour = COLOURS[i + 1]
        pieces.append(
            f'<circle cx="{number(x + 8)}" cy="9" r="2.4" fill="{colour}"/>'
            if bars
            else f'<line x1="{number(x)}" x2="{number(x + 16)}" y1="9" y2="9" '
            f'stroke="{colour}" stroke-width="1.6"/>'
        )
        pieces.append(text(x + 20, 12, f"input {sample.index}", 9, SOFT))
        x += 74
    return _document(x + 4, 16, pieces, "legend")
