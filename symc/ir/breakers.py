"""Inputs that do not transform, fed to layers beside their own: `by input(8, drop = 0.1)`."""

from dataclasses import dataclass, field
from fractions import Fraction

from symc.ir.parameters import Vector
from symc.ir.symmetry import Group, Part


@dataclass(frozen=True, slots=True)
class Feed:
    """One input, read for the shape of its batch: learned vectors of a group, which stay.

    In training all of them are dropped with a probability. `place` tells the lines of a spec apart,
    each of which has inputs of its own; `text` is the level as written.
    """

    group: Group
    count: int
    drop: Fraction
    text: str = field(compare=False)
    place: int

    def __str__(self) -> str:
        return f"{self.group.name}: {self.text}"


@dataclass(frozen=True, slots=True)
class Offer:
    """Vectors for each item of the batch of `source`, which has `axes` axes behind that."""

    source: str
    axes: int
    target: str
    part: Part
    breakers: Vector
    drop: Fraction
