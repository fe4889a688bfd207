"""Blocks of an old layer put into those of a new one, where both have the same channels."""

from collections.abc import Iterable

from symc.compare.blocks import Block, Slice
from symc.compare.moves import Piece
from symc.compare.strands import Run, gaps


def olds(runs: Iterable[Run]) -> tuple[Slice, ...]:
    """The old channels of runs, as slices."""
    return tuple((run.start, run.start + run.length) for run in runs)


def news(runs: Iterable[Run]) -> tuple[Slice, ...]:
    """The new channels of runs, as slices."""
    return tuple((run.begin, run.begin + run.length) for run in runs)


def between(runs: Iterable[Run], old: int, new: int) -> tuple[Run, ...]:
    """The runs from one value to another."""
    return tuple(run for run in runs if (run.old, run.new) == (old, new))


def fresh(block: Block, channels: tuple[int, ...], runs: Iterable[Run], new: int) -> list[Piece]:
    """What of a block makes channels of a new value that are none of an old one: random numbers."""
    whole = tuple((0, size) for size in channels[:-1])
    return [
        Piece(block.cut(channels, (*whole, gap)), None) for gap in gaps(runs, new, channels[-1])
    ]
