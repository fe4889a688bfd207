"""Orbits of translations and of subgroups that levels name, against what is known of them."""

from math import hypot
from typing import Any

import pytest
import torch

from symc.compiler import understand
from symc.dossier import Data, figure_of, measure
from symc.dossier.plots import legend, plot
from symc.dossier.scale import UNIT, lengths, together
from symc.report import Source
from symc.verify import draw, open_module
from symc.verify.steps import Subject, subject
from tests.dossier.test_reports import MOVED, Page, _Fixed, orbits_of

pytestmark = pytest.mark.torch

POINTS = """
size n
group P = S(n)
group Space = E({dimension})
model Moved(x: [P, Space]) -> [P, Space] {{ return x + linear(x - mean(x over P) -> same) }}
"""


def of(text: str) -> Subject:
    meaning = understand(Source("spec.sym", text))
    return subject(open_module(meaning, "spec.sym"), meaning.models[0])


@pytest.mark.parametrize("dimension", [2, 3, 4])
def test_translations_are_a_disc_whose_errors_grow_as_they_do(dimension: int) -> None:
    """Of x + a x a shift by t leaves a t, whose mean over the disc is 0."""
    each = of(POINTS.format(dimension=dimension))
    net = each.net()
    net.forward = lambda x: 1.25 * x
    (disc,) = [n for n in measure(_Fixed(each, net)) if n.orbit.shape == "disc"]  # type: ignore[arg-type]
    radii = [hypot(*point.at) for point in disc.orbit.points]
    assert len(radii) == 91 and min(radii) == 0 and max(radii) == pytest.approx(1)
    assert disc.mean[0] < 1e-12
    ratios = [error / r for error, r in zip(disc.mean, radii, strict=True) if r]
    assert max(ratios) == pytest.approx(min(ratios)) and min(ratios) > 0.1


def test_shifts_are_as_long_as_the_points_of_the_user_are_apart() -> None:
    each = of(POINTS.format(dimension=3))
    x = 1000 * draw(each.model, {"n": 4}, (6,), 1)[0][0]
    (disc,) = [n for n in measure(each, Data([[x]], None, {"n": 4})) if n.orbit.shape == "disc"]
    shifts = [point.element.shift for point in disc.orbit.points]
    longest = max(float(shift.norm()) for shift in shifts if shift is not None)
    assert longest == pytest.approx(2 * float(x.std()), rel=0.05)
    assert max(disc.mean) < 1e-11
    assert f"up to {longest:g}" in disc.orbit.title


def test_graphs_have_a_disc_too() -> None:
    assert "disc" in {nero.orbit.shape for nero in orbits_of(MOVED) if nero.orbit.group == "Space"}


LEVELS = """
group Rot = O(3)
group Z = stabilizer(Rot, [0, 0, 1])
model M(x: 2 {axes}) -> {axes} {{
    symmetry Rot: breaking <= 0.5 to Z
    return linear(x -> {axes}, bias = off)
}}
"""


IRREPS = "[Rot(1x0e + 1x1o + 1x2e)]"


@pytest.mark.parametrize("axes", ["[Rot]", pytest.param(IRREPS, marks=pytest.mark.slow)])
def test_a_subgroup_that_is_kept_is_flat_where_the_group_is_not(axes: str) -> None:
    found = orbits_of(LEVELS.format(axes=axes))
    broken = {nero.orbit.group: max(nero.mean) for nero in found}
    assert broken["Rot"] > 1e-3 and broken["Z"] < 1e-11
    assert {nero.orbit.shape for nero in found if nero.orbit.group == "Z"} == {"circle"}


def test_finite_subgroups_and_permutations_are_bars() -> None:
    text = """
        group P = S(4)
        group First = stabilizer(P, [1, 0, 0, 0])
        model M(x: 2 [P]) -> [P] {
            symmetry P: breaking <= 0.5 to First
            return linear(x -> [P], bias = off)
        }
    """
    (first,) = [nero for nero in orbits_of(text) if nero.orbit.group == "First"]
    assert first.orbit.shape == "bars" and len(first.mean) == 6 and max(first.mean) < 1e-12


def test_orbits_of_one_model_are_on_one_scale() -> None:
    found = orbits_of(LEVELS.format(axes="[Rot]"))
    scale = together(nero.every for nero in found)
    assert scale is not None and not scale.is_logarithmic
    (circle,) = [nero for nero in found if nero.orbit.group == "Z"]
    loop = next(
        given["points"]
        for name, given in reversed(Page(plot(circle, scale)).tags)
        if name == "polygon"
    )
    places = [tuple(map(float, pair.split(","))) for pair in (loop or "").split()]
    assert max(hypot(x - 110, y - 110) for x, y in places) < 0.2, "flat: a point in the middle"
    assert together([[1e-16], [1e-15]]) is None


SHAPES = {
    "SU(2)": ("[G]", {"circle"}),
    "U(2)": ("[G]", {"circle", "bars"}),
    "Sp(2)": ("[G]", {"line"}),
    "O(1, 2)": ("[G]", {"circle", "line", "bars"}),
    "SO(3)": ("[G]", {"sphere"}),
    "SO(2)": ("[G]", {"circle"}),
    "C(5)": ("[G.regular]", {"bars"}),
}


@pytest.mark.parametrize("group", SHAPES)
def test_every_plot_says_what_it_shows(group: str) -> None:
    """The unit, the shape of the group, all inputs; and it can be drawn by matplotlib, too."""
    axes, shapes = SHAPES[group]
    text = f"group G = {group}\nmodel M(x: 2 {axes}) -> {axes} {{ return linear(x -> {axes}) }}\n"
    found = orbits_of(text)
    assert {nero.orbit.shape for nero in found} <= shapes | {"bars"}
    assert shapes <= {nero.orbit.shape for nero in found} | {"bars"}
    for nero in found:
        assert max(nero.mean) < 1e-11
        drawn = Page(plot(nero) + legend(nero)).text
        assert UNIT in drawn and "mean over inputs" in drawn
        assert all(f"input {sample.index}" in drawn for sample in nero.worst)
        assert nero.orbit.along in drawn
        made: Any = figure_of(nero)
        assert made.axes


@pytest.mark.parametrize("largest", [0.27, 0.5, 0.012, 1.0, 0.3, 2.4])
def test_ticks_are_what_they_are_called(largest: float) -> None:
    for error, label in lengths([largest]).ticks:
        assert float(label) == pytest.approx(error, rel=1e-9)


def test_flat_results_are_no_division_by_zero() -> None:
    found = orbits_of("group G = SO(2)\nmodel M(x: [G]) -> [] { return 0 * norm(x) }\n")
    assert all(torch.tensor(nero.mean).isfinite().all() for nero in found)
