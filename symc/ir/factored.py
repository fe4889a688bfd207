"""Products of irreps as sums of products of sums: each operand to numbers, these multiplied, back.

z = C ((A x) * (B y)): rows of A and B are linear functions of the operands, or the values on the
sphere of functions with these components.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from symc.ir.parameters import Coupling as Numbers
from symc.ir.symmetry import Part

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A tensor as a sum of products of three vectors, and the norm of what is left.

    What is left takes x and y to at most `bound` |x| |y|.
    """

    left: tuple[Row, ...]
    right: tuple[Row, ...]
    back: tuple[Row, ...]
    error: float
    bound: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """The terms of a path: its first components of x, y and z, its fit, the square of its scale."""

    x: int
    y: int
    z: int
    fit: Fit
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """A product of irreps, path by path; `sizes` are the components of x, y and z.

    With weights of size 1 it is off by at most `bound` |x| |y|.
    """

    sizes: tuple[int, int, int]
    paths: tuple[Fitted, ...]
    bound: float

    @property
    def error(self) -> float:
        """The norm of what is left out of all couplings."""
        return sqrt(sum(path.fit.error**2 * float(path.scale) for path in self.paths))

    @property
    def count(self) -> int:
        """The number of products."""
        return sum(len(path.fit.left) for path in self.paths)


@dataclass(frozen=True, slots=True)
class Block:
    """An irrep of a function on the sphere: l, and whether the function has the other parity."""

    degree: int
    odd: bool


@dataclass(frozen=True, slots=True)
class Sphere:
    """Products of functions on the sphere, of each parity by itself, on a grid that is exact.

    `scales` are the squares of the factors of the blocks of z.
    """

    x: tuple[Block, ...]
    y: tuple[Block, ...]
    z: tuple[Block, ...]
    scales: tuple[Fraction, ...]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """The components of x, y and z."""
        one, two, three = (sum(2 * b.degree + 1 for b in each) for each in (self.x, self.y, self.z))
        return one, two, three

    @property
    def total(self) -> int:
        """The largest degree of a polynomial that is summed up."""
        return sum(max(block.degree for block in each) for each in (self.x, self.y, self.z))

    @property
    def grid(self) -> tuple[int, int]:
        """Latitudes of Gauss and Legendre, and longitudes."""
        return self.total // 2 + 1, self.total + 1

    @property
    def pairs(self) -> tuple[tuple[bool, bool], ...]:
        """The parities of functions that are multiplied and reach a block of z."""
        reached = {block.odd for block in self.z}
        return tuple(
            (a, b)
            for a in sorted({block.odd for block in self.x})
            for b in sorted({block.odd for block in self.y})
            if (a is not b) in reached
        )

    @property
    def count(self) -> int:
        """The number of products."""
        return self.grid[0] * self.grid[1] * len(self.pairs)


Tables = Terms | Sphere
Lengths = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MultiplyFactors:
    """A product of one number of channels by its factors.

    `spread` says how many components of x, of y, how many products and components of z each row of
    weights multiplies.
    """

    tables: Tables
    channels: int
    name: str
    x: tuple[tuple[str, Part], ...]
    y: tuple[tuple[str, Part], ...]
    target: str
    weight: Numbers | tuple[str, int] | None
    spread: tuple[Lengths, Lengths, Lengths, Lengths]

    @property
    def rows(self) -> int:
        """The number of weights for each channel."""
        return sum(map(len, self.spread))
