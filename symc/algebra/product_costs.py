"""What a product of irreps costs by each algorithm, in multiply-adds of one entry.

Weights, which all algorithms have alike, are left out, and so is what does not grow with channels.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from symc.ir.coupling import Coupling

TURNING = 2
"""Straight through, so many multiply-adds take as long as one in the frame of a vector.

There values along edges are stored, before and after the product: on a CPU both took as long at
ratios of 1.7 to 2.2, for 64 channels at l = 4 and 5 (`python -m benchmarks.products --algorithms`).
"""

MOST_COEFFICIENTS = 50_000
"""The largest number of coefficients that a product is written out with."""


@dataclass(frozen=True, slots=True)
class Path:
    """A coupling between a block of x and one of z, channel by channel."""

    x: int
    z: int
    channels: int
    coupling: Coupling


@dataclass(frozen=True, slots=True)
class Costs:
    """Multiply-adds of one entry, and how many coefficients are not 0.

    `dense` counts zeros, too; `sparse` all coefficients; `y_first` makes the factors of x of y
    once for all channels; `in_frame` couples order 0 of y alone, and turns x there and z back, by
    rotations that take `rotations` for all channels.
    """

    dense: int
    sparse: int
    y_first: int
    in_frame: int
    rotations: int
    coefficients: int

    @property
    def prefers_frame(self) -> bool:
        """Whether the frame is worth while, where there is one."""
        return self.y_first > TURNING * (self.in_frame + self.rotations)


def costs_of(paths: Iterable[Path]) -> Costs:
    """The costs of all paths together."""
    dense = sparse = first = coefficients = coupled = 0
    blocks: set[tuple[str, int, int, int]] = set()
    for path in paths:
        one, two, three = path.coupling.sizes
        entries = path.coupling.entries
        dense += path.channels * one * two * three
        sparse += path.channels * len(entries)
        first += len(entries) + path.channels * len({(e.i, e.k) for e in entries})
        coefficients += len(entries)
        coupled += path.channels * sum(e.j == two // 2 for e in entries)
        for side, block, length in (("x", path.x, one), ("z", path.z, three)):
            if length > 1:
                blocks.add((side, block, path.channels, length))
    most = max((length for _, _, _, length in blocks), default=1) // 2
    turned = sum(length * length * channels for _, _, channels, length in blocks)
    return Costs(dense, sparse, first, coupled + turned, rotations(most), coefficients)


def rotations(most: int) -> int:
    """Of one entry: the matrices on irreps of degree 1 to `most` as polynomials of two numbers."""
    return sum((2 * n + 1) ** 3 * (n + 1) for n in range(1, most + 1))
