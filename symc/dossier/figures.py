"""The plots of a report as figures of matplotlib, for notebooks and papers."""

from math import log10
from typing import TYPE_CHECKING

import numpy as np

from symc.dossier.nero import Nero
from symc.dossier.orbits import place_on_disc

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEAST = 1e-17


def figure_of(nero: Nero) -> "Figure":
    """One orbit: polar where it is a circle, two discs where it is a sphere, else lines or bars."""
    from matplotlib.figure import Figure

    made = Figure(figsize=(8, 3.4) if nero.orbit.shape in ("sphere", "bars") else (4.4, 3.6))
    draw = {"circle": _circle, "sphere": _sphere, "line": _line, "bars": _bars}
    draw[nero.orbit.shape](made, nero)
    made.suptitle(f"{nero.model} under {nero.orbit.group}: {nero.orbit.title}", fontsize=9)
    made.tight_layout()
    return made


def _levels(errors: tuple[float, ...]) -> list[float]:
    return [log10(max(error, LEAST)) for error in errors]


def _circle(made: "Figure", nero: Nero) -> None:
    axes = made.add_subplot(projection="polar")
    angles = [point.at[0] for point in nero.orbit.points]
    for sample in nero.worst:
        axes.plot(
            [*angles, angles[0]], [*_levels(sample.errors), _levels(sample.errors)[0]], lw=0.8
        )
    axes.plot([*angles, angles[0]], [*_levels(nero.mean), _levels(nero.mean)[0]], color="k", lw=2)
    axes.set_ylim(-17, 0)


def _sphere(made: "Figure", nero: Nero) -> None:
    axes = made.subplots(1, 2)
    places = [place_on_disc(*point.at) for point in nero.orbit.points]
    for half, each in enumerate(axes):
        chosen = [i for i, place in enumerate(places) if place[2] == bool(half)]
        shown = each.scatter(
            [places[i][0] for i in chosen],
            [places[i][1] for i in chosen],
            c=_levels(tuple(nero.mean[i] for i in chosen)),
            vmin=-16,
            vmax=0,
            s=90,
        )
        each.set_aspect("equal")
        each.set_axis_off()
        each.set_title("lower half" if half else "upper half", fontsize=8)
    made.colorbar(shown, ax=list(axes), label="log10 of the error")


def _line(made: "Figure", nero: Nero) -> None:
    axes = made.add_subplot()
    times = [point.at[0] for point in nero.orbit.points]
    for sample in nero.worst:
        axes.semilogy(times, np.maximum(sample.errors, LEAST), lw=0.8)
    axes.semilogy(times, np.maximum(nero.mean, LEAST), color="k", lw=2)
    axes.set_ylim(LEAST, 10)
    axes.set_ylabel("error")


def _bars(made: "Figure", nero: Nero) -> None:
    axes = made.add_subplot()
    places = np.arange(len(nero.mean))
    axes.bar(places, np.maximum(nero.mean, LEAST), color="0.6")
    for sample in nero.worst:
        axes.plot(places, np.maximum(sample.errors, LEAST), ".")
    axes.set_yscale("log")
    axes.set_ylim(LEAST, 10)
    axes.set_xticks(places, [point.label for point in nero.orbit.points], rotation=90, fontsize=6)
