"""Layers whose weights vary over a finite group: an operation, a step, and how groups are told.

With effects E_h = h.E, E positive and their sum 1, M(w) is the sum of w(h) E_h. It takes the value
to `rank` copies of itself side by side, and a linear layer mixes these: sum_l W_l M(w_l).
"""

from dataclasses import dataclass
from typing import TypeAlias

from symc.ir.breakers import Offer
from symc.ir.parameters import Vector
from symc.ir.symmetry import Group, Images, Part

Rows = tuple[tuple[float, ...], ...]
"""A matrix."""


@dataclass(frozen=True, slots=True)
class Relax:
    """Every input to `rank` times its channels, by weights that vary over finite groups.

    `layer` is the name of the linear node that mixes the copies.
    """

    rank: int
    groups: tuple[Group, ...]
    layer: str


@dataclass(frozen=True, slots=True)
class Effects:
    """How the generators of a group move all of its axes of a part together.

    By `images` for each axis where they all permute entries up to signs, else by `matrices`.
    """

    group: Group
    images: tuple[tuple[Images, ...], ...]
    matrices: tuple[tuple[Rows, ...], ...]
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """The weights on the elements of one group, and the axes of a part that it moves."""

    weights: Vector
    effects: Effects
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vary:
    """A value times M(w_l) for every l; the copies become channels, l by l."""

    source: str
    target: str
    part: Part
    made: Part
    rank: int
    over: tuple[Over, ...]


BreakingStep: TypeAlias = Offer | Vary
"""What breaks a symmetry before a layer that keeps it."""
