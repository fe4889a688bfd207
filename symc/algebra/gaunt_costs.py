"""What a product of functions on the sphere costs in every way, in multiply-adds of one entry."""

from dataclasses import dataclass

from symc.algebra.gaunt import block_of, gaunt_paths
from symc.algebra.irrep_paths import components
from symc.algebra.product_costs import MOST_COEFFICIENTS, TURNING, Path, costs_of
from symc.ir.factored import Sphere
from symc.ir.form import Weights
from symc.ir.irrep_product import Mode, Way
from symc.ir.symmetry import Part

Parts = tuple[Part, ...]

DENSE = 1.6
"""So many multiply-adds of the matrices of a grid take as long as one by couplings."""

WEIGHING = 60
"""As many multiply-adds take as long as the weight of an entry's path, made of those of blocks.

Measured on a CPU, as `DENSE`, at l = 2 to 6 with 64 channels.
"""


@dataclass(frozen=True, slots=True)
class GauntCosts:
    """By values on a grid, by couplings, and in the frame of a vector, with its rotations.

    `weighing` is the number of weights of paths that couplings need for every entry.
    """

    grid: int
    couplings: int
    coefficients: int
    weighing: int
    frame: int
    rotations: int

    def way(self, framed: bool) -> Way:
        """The way that takes least time, where there is a frame or not."""
        found: dict[Way, float] = {"grid": self.grid / DENSE}
        if self.coefficients <= MOST_COEFFICIENTS:
            found["couplings"] = self.couplings + WEIGHING * self.weighing
        if framed:
            found["frame"] = TURNING * (self.frame + self.rotations)
        return min(found, key=lambda way: found[way])


def gaunt_costs(x: Parts, y: Parts, z: Parts, mode: Mode, weights: Weights) -> GauntCosts:
    """The costs of all paths together; matrices to outputs, alike in all ways, are left out."""
    paths = gaunt_paths(x, y, z, mode)
    every = costs_of(Path(p.x, p.z, x[p.x].channels, p.coupling) for p in paths)
    weighing = sum(x[path.x].channels for path in paths) if weights == "entry" else 0
    grid = 0
    for width in {x[path.x].channels for path in paths}:
        own = [path for path in paths if x[path.x].channels == width]
        left = tuple(part for part in x if part.channels == width)
        right = tuple(part for part in y for _ in range(part.channels))
        made = tuple(z[c] for c in sorted({path.z for path in own}))
        blocks = [tuple(map(block_of, side)) for side in (left, right, made)]
        count = Sphere(blocks[0], blocks[1], blocks[2], ()).count
        many = width if weights != "none" else 1
        one, two, three = (sum(map(components, side)) for side in (left, right, made))
        grid += count * (width * (one + three + 1) + two * many)
    return GauntCosts(
        grid, every.y_first, every.coefficients, weighing, every.in_frame, every.rotations
    )
