"""Operations of geometry: lengths, angles, radial bases, derivatives; all of them per channel."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Length:
    """One input v to |v|, over all rotated axes."""


@dataclass(frozen=True, slots=True)
class Direction:
    """One input v to v / |v|, over all rotated axes; 0 to 0."""


@dataclass(frozen=True, slots=True)
class Dot:
    """Two inputs of one type to their scalar product over all rotated axes."""


@dataclass(frozen=True, slots=True)
class Cross:
    """Two inputs with one axis of R^3 each to their cross product."""


@dataclass(frozen=True, slots=True)
class Radial:
    """One input, a length, to so many functions of it that go to 0 smoothly at the cutoff."""

    basis: Literal["bessel", "gaussians"]
    count: int
    cutoff: Fraction


@dataclass(frozen=True, slots=True)
class Dense:
    """Inputs and outputs with the same axes: channels mixed by one matrix at every entry.

    `gain` is the mean square of an input where those of the network have 1.
    """

    gain: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Gradient:
    """The first input is a number; outputs are its derivatives by the others, item by item."""


SpatialOp: TypeAlias = Length | Direction | Dot | Cross | Radial | Dense | Gradient
