"""The steps on plain axes: their entries, and what modules of the user's make of them."""

from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True, slots=True)
class Foreign:
    """A call of a module of the user's, which the attribute `module` holds.

    `groups` counts the tensors of each argument; the tensors it gives back have these parts.
    """

    module: str
    name: str
    path: str
    sources: tuple[str, ...]
    groups: tuple[int, ...]
    like: Part
    targets: tuple[str, ...]
    parts: tuple[Part, ...]


PlainStep: TypeAlias = Shift | Project | Foreign
"""What is done along plain axes alone."""
