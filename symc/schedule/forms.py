"""Products of irreps as forms: offsets of blocks, and e3nn's "element" normalization, exactly."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from symc.ir.coupling import Coupling
from symc.ir.form import Form, Path, Weights, scaled


@dataclass(frozen=True, slots=True)
class Route:
    """A coupling between a block of x, one of y and one of z, as indices of these blocks."""

    x: int
    y: int
    z: int
    coupling: Coupling
    fan_in: int = 1


def normalized(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """Couplings of unit norm scaled so that inputs of variance 1 give outputs of variance 1.

    A path into an irrep of size d has the square d / (sum of the fan-ins of all paths to the same
    block): e3nn's `irrep_normalization="component"`, `path_normalization="element"`.
    """
    total: Counter[int] = Counter()
    for route in routes:
        total[route.z] += route.fan_in
    return tuple(
        Route(
            route.x,
            route.y,
            route.z,
            scaled(route.coupling, Fraction(route.coupling.sizes[2], total[route.z])),
            route.fan_in,
        )
        for route in routes
    )


def form_of(
    sizes: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]],
    routes: tuple[Route, ...],
    channels: int,
    weights: Weights,
    *,
    paired: bool = False,
    indexed: bool = False,
) -> Form:
    """The form of routes between blocks of these sizes; path p is route p."""
    x, y, z = (tuple(accumulate(each, initial=0)) for each in sizes)
    paths = tuple(Path(x[r.x], y[r.y], z[r.z], r.coupling) for r in routes)
    return Form((x[-1], y[-1], z[-1]), channels, paths, weights, paired, indexed)
