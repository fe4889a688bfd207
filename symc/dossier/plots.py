"""NERO plots as SVG, in the orbit's own shape."""

from math import cos, sin

from symc.dossier.nero import Nero, Sample
from symc.dossier.orbits import Orbit, place_on_disc
from symc.dossier.scale import FLOOR, Scale, lengths, shades, told
from symc.explain.svg import COLOURS, FAINT, INK, SOFT, number, text

SIZE = 220


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


def _rings(x: float, y: float, radius: float, scale: Scale) -> list[str]:
    """Circles of equal error."""
    pieces = []
    for error, label in scale.ticks[1:]:
        r = radius * scale.place(error)
        pieces.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="none" '
            f'stroke="{FAINT}"/>'
        )
        pieces.append(text(x + 3, y - r + 10, label, 9, SOFT))
    return pieces


def _circle(nero: Nero) -> str:
    """The error as the distance from the middle, all around."""
    centre, radius = SIZE / 2, SIZE / 2 - 16
    scale = lengths(nero.every)
    pieces = _rings(centre, centre, radius, scale)
    for i, sample in enumerate(nero.worst):
        pieces.append(_loop(nero.orbit, sample.errors, scale, radius, COLOURS[i + 1], 1.0))
    pieces.append(_loop(nero.orbit, nero.mean, scale, radius, INK, 2.2))
    pieces.append(text(2 * centre - 14, centre + 3, "0", 8, SOFT))
    pieces.append(text(centre - 8, 10, "90 deg", 8, SOFT))
    return _document(SIZE, SIZE, pieces, _title(nero))


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


def _sphere(nero: Nero) -> str:
    """Both halves as discs of the same area, a spot for each rotation; the worst inputs small."""
    made = [_discs(nero, "mean over inputs", nero.mean, SIZE * 0.9)]
    made += [_discs(nero, _worst(sample), sample.errors, SIZE * 0.6) for sample in nero.worst]
    return "".join(made)


def _discs(nero: Nero, name: str, errors: tuple[float, ...], size: float) -> str:
    """One panel, with its scale of shades."""
    scale = shades(errors)
    pieces = [text(4, 12, name, 11, INK, bold=True)]
    pieces += _halves(nero.orbit, errors, size, scale)
    low, step = 18 + size + 6, size * 1.1 / 32
    pieces += [
        f'<rect x="{number(8 + k * step)}" y="{number(low)}" width="{number(step + 0.3)}" '
        f'height="9" fill="{shade}"/>'
        for k, shade in enumerate(_ramp(scale))
    ]
    pieces.append(text(8, low + 21, _end(scale.low), 10, SOFT))
    pieces.append(text(8 + 32 * step, low + 21, _end(scale.high), 10, SOFT, anchor="end"))
    if size > SIZE * 0.8:
        pieces.append(text(4, low + 36, "upper and lower half; z is in the middle", 10, SOFT))
    return _document(size * 2 + 8, low + 42, pieces, f"{_title(nero)}, {name}")


def _end(error: float) -> str:
    """An end of a scale."""
    return "1e-16" if error == FLOOR else told(error)


def _ramp(scale: Scale) -> list[str]:
    """The shades from the low end to the high one."""
    if scale.is_logarithmic:
        ratio = scale.high / scale.low
        return [scale.shade(scale.low * ratio ** (k / 31)) for k in range(32)]
    return [scale.shade(scale.low + (scale.high - scale.low) * k / 31) for k in range(32)]


def _halves(orbit: Orbit, errors: tuple[float, ...], size: float, scale: Scale) -> list[str]:
    radius = size / 2 - 8
    pieces = []
    for half in (0, 1):
        cx, cy = size * (half + 0.5), 18 + size / 2
        pieces.append(
            f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{number(radius + 5)}" '
            f'fill="none" stroke="{FAINT}"/>'
        )
        for point, error in zip(orbit.points, errors, strict=True):
            px, py, below = place_on_disc(*point.at)
            if below == bool(half):
                pieces.append(
                    f'<circle cx="{number(cx + radius * px)}" cy="{number(cy - radius * py)}" '
                    f'r="{number(radius / 8)}" fill="{scale.shade(error)}" stroke="#ffffff" '
                    f'stroke-width="0.3"><title>{point.label}: {told(error)}</title></circle>'
                )
    return pieces


def _line(nero: Nero) -> str:
    """The error over the flow's time."""
    width, height, left, low = 320.0, 190.0, 40.0, 160.0
    times = [point.at[0] for point in nero.orbit.points]
    first, last = times[0], times[-1]
    scale = lengths(nero.every)
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
    pieces.append(text(left, height - 10, f"{first:+.1f}", 9, SOFT))
    pieces.append(text(width - 30, height - 10, f"{last:+.1f}", 9, SOFT))
    return _document(width, height, pieces, _title(nero))


def _grid(left: float, low: float, width: float, scale: Scale) -> list[str]:
    """Lines of equal error."""
    pieces = []
    for error, label in scale.ticks:
        y = low - scale.place(error) * (low - 14)
        pieces.append(
            f'<line x1="{number(left)}" x2="{number(width - 8)}" y1="{number(y)}" '
            f'y2="{number(y)}" stroke="{FAINT}"/>'
        )
        pieces.append(text(left - 4, y + 3, label, 9, SOFT, anchor="end"))
    return pieces


def _bars(nero: Nero) -> str:
    """A bar for each element, a dot for each of the worst inputs."""
    step, left, low = 15.0, 40.0, 160.0
    width = max(180.0, left + step * len(nero.mean) + 12)
    scale = lengths(nero.every)
    pieces = _grid(left, low, width, scale)
    for i, (point, error) in enumerate(zip(nero.orbit.points, nero.mean, strict=True)):
        x, height = left + 4 + i * step, scale.place(error) * (low - 14)
        pieces.append(
            f'<rect x="{number(x)}" y="{number(low - height)}" width="{number(step - 5)}" '
            f'height="{number(max(height, 1))}" fill="{scale.shade(error)}" stroke="{SOFT}" '
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
    """The colours of the worst inputs; a sphere bears its scales itself."""
    if nero.orbit.shape == "sphere":
        return ""
    pieces = [
        f'<line x1="4" x2="22" y1="9" y2="9" stroke="{INK}" stroke-width="2.2"/>',
        text(27, 12, "mean over inputs", 9, INK),
    ]
    x = 125.0
    for i, sample in enumerate(nero.worst):
        pieces.append(
            f'<line x1="{number(x)}" x2="{number(x + 16)}" y1="9" y2="9" '
            f'stroke="{COLOURS[i + 1]}" stroke-width="1.6"/>'
        )
        pieces.append(text(x + 20, 12, f"input {sample.index}", 9, SOFT))
        x += 74
    return _document(x + 4, 16, pieces, "legend")
