"""Translations as orbits: a disc of shifts in the plane of two coordinates, or a line."""

from math import cos, pi, sin

from symc.dossier.orbits import Orbit, Point
from symc.ir.model import Model
from symc.ir.symmetry import Group, tensors_of
from symc.verify import Element, Sizes, Values
from symc.verify.elements import concrete, extent_of

RINGS = 5
NAMES = "xyz"


def reach(model: Model, values: Values, group: Group) -> float:
    """How far to shift: as far as points are spread, to two digits, or by 1 where all are one."""
    spread = [
        float(x.std())
        for argument, xs in zip(model.arguments, values, strict=False)
        for part, x in zip(tensors_of(argument.type), xs, strict=True)
        if x.numel() > 1 and any(axis.is_point and axis.group == group for axis in part.axes)
    ]
    return float(f"{2 * max(spread, default=0.0):.2g}") or 1.0


def translations(group: Group, sizes: Sizes, far: float) -> Orbit:
    """Shifts by up to `far` in all directions of the plane of the first two coordinates."""
    dimension = extent_of(concrete(group, sizes), "")
    if dimension == 1:
        steps = [far * (k / 12 - 1) for k in range(25)]
        points = [_point(group, sizes, (step,), (step,)) for step in steps]
        title = f"translations by up to {far:g}"
        return Orbit(group.name, "line", title, tuple(points), "shift")
    points = []
    for ring in range(RINGS + 1):
        for k in range(max(1, 6 * ring)):
            angle = 2 * pi * k / max(1, 6 * ring)
            at = (ring / RINGS * cos(angle), ring / RINGS * sin(angle))
            points.append(_point(group, sizes, (far * at[0], far * at[1]), at))
    named = "x and y" if dimension <= len(NAMES) else "the first two coordinates"
    title = f"translations by up to {far:g} in the plane of {named}"
    return Orbit(group.name, "disc", title, tuple(points))


def _point(group: Group, sizes: Sizes, shift: tuple[float, ...], at: tuple[float, ...]) -> Point:
    whole = concrete(group, sizes)
    rest = extent_of(whole, "") - len(shift)
    moved = (*shift, *(0.0 for _ in range(rest)))
    label = f"shift ({', '.join(f'{x:.2g}' for x in shift)})"
    return Point(Element(whole, ((),), (), moved), at, label)
