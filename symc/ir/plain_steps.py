"""The steps on the entries of plain axes."""

from dataclasses import dataclass

from symc.ir.parameters import Vector, Weight
from symc.ir.symmetry import Part


@dataclass(frozen=True, slots=True)
class Shift:
    """A learned number added to every entry of the plain axes and every channel of a value."""

    source: str
    target: str
    part: Part
    code: Vector


@dataclass(frozen=True, slots=True)
class Project:
    """A frame times a matrix along the entries of its folded axes, every channel alike."""

    source: str
    target: str
    part: Part
    channels: int
    weight: Weight


@dataclass(frozen=True, slots=True)
class Symmetrize:
    """The mean of a value over all exchanges of the slots of its powers, with their signs."""

    target: str
    part: Part
