"""What a node has beside its exact maps where a symmetry is not exact: bands and their views."""

from dataclasses import dataclass

from symc.ir.levels import Level
from symc.ir.solution_pairs import Pair
from symc.ir.symmetry import Group


@dataclass(frozen=True, slots=True)
class Band:
    """Maps that break the levels at positions `breaks`, and no others; all bands are orthogonal."""

    word: str
    breaks: tuple[int, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The part of the one band that breaks a level, where projectors do not commute."""

    level: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """The levels of a node's maps, the bands that they allow, and views of these.

    `free` are the groups of free size, which keep their diagrams.
    """

    levels: tuple[Level, ...]
    bands: tuple[Band, ...]
    views: tuple[View, ...]
    free: tuple[Group, ...]
