"""The shape of an orbit: which elements of a group to look at, and how they lie to one another."""

from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from random import Random
from typing import Literal, Protocol

import torch
from torch import Tensor

from symc.algebra.acting import finite_of
from symc.algebra.exact import generators_of
from symc.ir.symmetry import Group
from symc.verify import Element, far, generating
from symc.verify.elements import Letter, Word, around, concrete
from symc.verify.generators import derived
from symc.verify.values import Sizes

Shape = Literal["circle", "sphere", "disc", "line", "bars"]

TURNS, RINGS, FEW, MOST = 48, 9, 12, 24
ALL = 48
"""Elements of the largest finite group of which each has a bar."""

RAPIDITY = 1.0


class Moved(Protocol):
    """An element: what moves axes, and points after it."""

    @property
    def shift(self) -> Tensor | None:
        """The translation of points, where there is one."""

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The matrices on an axis."""


@dataclass(frozen=True, slots=True)
class Point:
    """An element of the group and its place on the orbit's drawing.

    On a circle `at` is an angle; on a sphere two: from the pole and around it; on a disc x and y in
    units of its radius; on a line a rapidity or a length; among bars nothing. `label` names it.
    """

    element: Moved
    at: tuple[float, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Orbit:
    """Elements of one group in the shape of their orbit; `along` is what a line is over."""

    group: str
    shape: Shape
    title: str
    points: tuple[Point, ...]
    along: str = ""


def orbits(group: Group, sizes: Sizes, seed: int = 0) -> tuple[Orbit, ...]:
    """The orbits that show a group: its turns and its flows as curves, its finite part as bars."""
    whole = concrete(group, sizes)
    generators = generators_of(whole)
    flows = len(generators.algebra)
    found: list[Orbit] = []
    if _turns_everywhere(whole):
        found.append(_sphere(group, sizes))
    elif flows <= 3:
        found += [_curve(group, sizes, i, flows) for i in range(flows)]
    else:
        found += [_curve(group, sizes, i, flows) for i in (0, flows - 1)]
    if finite_of(generators) or flows > 3:
        found.append(_bars(group, sizes, seed))
    return tuple(found)


def _element(group: Group, sizes: Sizes, word: Word) -> Element:
    """A word; of a fibred group it acts in every fibre alike."""
    base = around(group, sizes)
    count = 1
    for size in base:
        count *= size
    return Element(concrete(group, sizes), (word,) * count, base)


def _curve(group: Group, sizes: Sizes, flow: int, flows: int) -> Orbit:
    """The flow of one generator of the Lie algebra: a circle where it turns, else a line."""
    matrix = derived(concrete(group, sizes), flow, "")
    which = "" if flows == 1 else f", generator {flow + 1} of {flows}"
    if bool(torch.allclose(matrix, -matrix.mH)):
        angles = [2 * pi * i / TURNS for i in range(TURNS)]
        points = tuple(
            Point(_element(group, sizes, (Letter(flow, a),)), (a,), f"{a * 180 / pi:.0f} deg")
            for a in angles
        )
        return Orbit(group.name, "circle", f"turns{which}", points)
    steps = [RAPIDITY * (2 * i / (TURNS // 2) - 1) for i in range(TURNS // 2 + 1)]
    points = tuple(
        Point(_element(group, sizes, (Letter(flow, t),)), (t,), f"{t:+.2f}") for t in steps
    )
    return Orbit(group.name, "line", f"flow{which}", points, "time along the flow")


def _turns_everywhere(group: Group) -> bool:
    """Whether the first two flows turn space about axes at right angles: all rotations, then."""
    flows = [derived(group, i, "") for i in range(len(generators_of(group).algebra))][:2]
    if group.size != 3 or len(flows) < 2 or any(f.is_complex() for f in flows):
        return False
    skew = all(bool(torch.allclose(f, -f.T)) for f in flows)
    unit = all(abs(float(f.square().sum()) - 2) < 1e-9 for f in flows)
    return skew and unit and abs(float((flows[0] * flows[1]).sum())) < 1e-9


def _sphere(group: Group, sizes: Sizes) -> Orbit:
    """The rotations that take the axis of the first flow to each point of a sphere, directly."""
    points = []
    for ring in range(RINGS + 1):
        polar = pi * ring / RINGS
        count = max(1, round(2 * RINGS * sin(polar)))
        for k in range(count):
            around_ = 2 * pi * k / count
            word = (Letter(0, around_), Letter(1, polar), Letter(0, -around_))
            label = f"{polar * 180 / pi:.0f} deg, {around_ * 180 / pi:.0f} deg"
            points.append(Point(_element(group, sizes, word), (polar, around_), label))
    title = f"rotations, by where they take the {_axis(concrete(group, sizes))} axis"
    return Orbit(group.name, "sphere", title, tuple(points))


def _axis(group: Group) -> str:
    """The coordinate that the first flow leaves alone."""
    moved = derived(group, 0, "").abs().sum(0)
    return "xyz"[int(moved.argmin())]


def _bars(group: Group, sizes: Sizes, seed: int) -> Orbit:
    """Every element of a small finite group; else the generators, then far elements."""
    every = _all(group, sizes)
    if every:
        points = [
            Point(_element(group, sizes, word), (), "identity" if not word else f"element {i}")
            for i, word in enumerate(every)
        ]
        return Orbit(group.name, "bars", f"all {len(every)} elements", tuple(points))
    random = Random(seed)
    generators = generating(group, sizes)[:FEW]
    points = [Point(e, (), f"generator {i + 1}") for i, e in enumerate(generators)]
    points += [
        Point(far(group, sizes, random), (), f"element {i + 1}") for i in range(MOST - len(points))
    ]
    return Orbit(group.name, "bars", "generators and random elements", tuple(points))


def _all(group: Group, sizes: Sizes) -> list[Word]:
    """A word for each element of a finite group, by length; none where there are many."""
    whole = concrete(group, sizes)
    generators = generators_of(whole)
    letters = [Letter(i) for i in range(len(finite_of(generators)))]
    if generators.algebra or group.translations or group.within is not None or not letters:
        return []
    found: dict[tuple[float, ...], Word] = {}
    fresh: list[Word] = [()]
    while fresh:
        words, fresh = fresh, []
        for word in words:
            matrix = Element(whole, (word,)).matrix("", False)
            key = tuple((torch.view_as_real(matrix + 0j).reshape(-1) * 1e6).round().tolist())
            if key not in found:
                found[key] = word
                fresh += [(*word, letter) for letter in letters]
        if len(found) > ALL:
            return []
    return list(found.values())


def place_on_disc(polar: float, azimuth: float) -> tuple[float, float, bool]:
    """A point of a sphere on one of two discs, areas kept: x, y within 1, and if it is below."""
    below = polar > pi / 2 + 1e-9
    angle = pi - polar if below else polar
    radius = sqrt(max(0.0, 1 - cos(angle)))
    return radius * cos(azimuth), radius * sin(azimuth), below
