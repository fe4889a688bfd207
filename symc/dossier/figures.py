"""The plots of a report as figures of matplotlib, for notebooks and papers."""

from typing import TYPE_CHECKING, Any

import numpy as np

from symc.dossier.nero import Nero
from symc.dossier.orbits import place_on_disc
from symc.dossier.scale import UNIT, Scale, lengths, shades

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEAN = "mean over inputs"


def figure_of(nero: Nero) -> "Figure":
    """One orbit: polar where it is a circle, discs of spots where it is a sphere or a disc."""
    from matplotlib.figure import Figure

    wide = nero.orbit.shape in ("sphere", "bars")
    made = Figure(figsize=(8, 3.4) if wide else (5.2, 3.6), layout="constrained")
    draw = {"circle": _circle, "sphere": _sphere, "disc": _disc, "line": _line, "bars": _bars}
    draw[nero.orbit.shape](made, nero)
    made.suptitle(f"{nero.model} under {nero.orbit.group}: {nero.orbit.title}", fontsize=9)
    return made


def _shown(errors: tuple[float, ...], scale: Scale) -> list[float]:
    """Errors that a logarithm can be taken of."""
    return [max(error, scale.low) for error in errors]


def _errors_upwards(axes: "Axes", scale: Scale) -> None:
    """The axis of errors."""
    if scale.is_logarithmic:
        axes.set_yscale("log")
    axes.set_ylim(scale.low, scale.high)


def _circle(made: "Figure", nero: Nero) -> None:
    axes = made.add_subplot(projection="polar")
    scale = lengths(nero.every)
    angles = [point.at[0] for point in nero.orbit.points]
    for errors, style in _series(nero, scale):
        axes.plot([*angles, angles[0]], [*errors, errors[0]], **style)
    _errors_upwards(axes, scale)
    axes.tick_params(labelsize=7)
    made.legend(loc="outside right upper", fontsize=7)


def _series(nero: Nero, scale: Scale) -> list[tuple[list[float], dict[str, Any]]]:
    """The worst inputs, thin, and the mean on top of them."""
    thin: list[tuple[list[float], dict[str, Any]]] = [
        (_shown(sample.errors, scale), {"lw": 0.8, "label": f"input {sample.index}"})
        for sample in nero.worst
    ]
    return [*thin, (_shown(nero.mean, scale), {"color": "k", "lw": 2, "label": MEAN})]


def _sphere(made: "Figure", nero: Nero) -> None:
    from matplotlib.colors import LogNorm, Normalize

    axes = made.subplots(1, 2)
    places = [place_on_disc(*point.at) for point in nero.orbit.points]
    scale = shades(nero.mean)
    norm = (LogNorm if scale.is_logarithmic else Normalize)(scale.low, scale.high)
    for half, each in enumerate(axes):
        chosen = [i for i, place in enumerate(places) if place[2] == bool(half)]
        shown = each.scatter(
            [places[i][0] for i in chosen],
            [places[i][1] for i in chosen],
            c=_shown(tuple(nero.mean[i] for i in chosen), scale),
            norm=norm,
            s=90,
        )
        each.set_aspect("equal")
        each.set_axis_off()
        each.set_title("lower half" if half else "upper half", fontsize=8)
    made.colorbar(shown, ax=list(axes), label=UNIT)


def _disc(made: "Figure", nero: Nero) -> None:
    from matplotlib.colors import LogNorm, Normalize

    axes = made.add_subplot()
    scale = shades(nero.mean)
    norm = (LogNorm if scale.is_logarithmic else Normalize)(scale.low, scale.high)
    shifts = [each.element.shift for each in nero.orbit.points]
    places = np.array([each.tolist()[:2] for each in shifts if each is not None])
    shown = axes.scatter(places[:, 0], places[:, 1], c=_shown(nero.mean, scale), norm=norm, s=90)
    axes.set_aspect("equal")
    axes.set(xlabel="shift of x", ylabel="shift of y")
    made.colorbar(shown, ax=axes, label=UNIT)


def _line(made: "Figure", nero: Nero) -> None:
    axes = made.add_subplot()
    scale = lengths(nero.every)
    times = [point.at[0] for point in nero.orbit.points]
    for errors, style in _series(nero, scale):
        axes.plot(times, errors, **style)
    _errors_upwards(axes, scale)
    axes.set(xlabel=nero.orbit.along, ylabel=UNIT)
    made.legend(loc="outside right upper", fontsize=7)


def _bars(made: "Figure", nero: Nero) -> None:
    axes = made.add_subplot()
    scale = lengths(nero.every)
    places = np.arange(len(nero.mean))
    axes.bar(places, _shown(nero.mean, scale), color="0.6", label=MEAN)
    for sample in nero.worst:
        axes.plot(places, _shown(sample.errors, scale), ".", label=f"input {sample.index}")
    _errors_upwards(axes, scale)
    axes.set_ylabel(UNIT)
    made.legend(loc="outside right upper", fontsize=7)
    axes.set_xticks(places, [point.label for point in nero.orbit.points], rotation=90, fontsize=6)
