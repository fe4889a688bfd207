"""Which channels of one model's values are which of another's: runs of channels in a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from symc.ir.symmetry import Axis, Part

Key = tuple[object, ...]
Wire = tuple[int, int]
"""A place in a list of values, and a channel there."""


@dataclass(frozen=True, slots=True)
class Run:
    """Channels in a row: `length` of the old value at place `old`, from `start` on, which are those
    of the new value at place `new`, from `begin` on."""

    old: int
    new: int
    start: int
    begin: int
    length: int


def runs_of(wires: Iterable[tuple[Wire, Wire]]) -> tuple[Run, ...]:
    """Pairs of an old wire and a new one, as runs; in the order of the new ones."""
    found: list[Run] = []
    for (old, start), (new, begin) in sorted(wires, key=lambda pair: pair[1]):
        last = found[-1] if found else None
        if last is not None and (last.old, last.new) == (old, new):
            ends = (last.start + last.length, last.begin + last.length)
            if ends == (start, begin):
                found[-1] = Run(old, new, last.start, last.begin, last.length + 1)
                continue
        found.append(Run(old, new, start, begin, 1))
    return tuple(found)


def wires_of(runs: Iterable[Run]) -> dict[Wire, Wire]:
    """The old wire of every new one."""
    return {
        (run.new, run.begin + i): (run.old, run.start + i)
        for run in runs
        for i in range(run.length)
    }


def gaps(runs: Iterable[Run], new: int, channels: int) -> tuple[tuple[int, int], ...]:
    """The channels of a new value that are none of an old one, as slices."""
    found, at = [], 0
    for run in sorted((r for r in runs if r.new == new), key=lambda r: r.begin):
        if run.begin > at:
            found.append((at, run.begin))
        at = run.begin + run.length
    if at < channels:
        found.append((at, channels))
    return tuple(found)


def is_straight(runs: Sequence[Run], olds: Sequence[int], news: Sequence[int]) -> bool:
    """Whether values are the same ones, channel by channel; given are their numbers of channels."""
    whole = tuple(Run(i, i, 0, 0, count) for i, count in enumerate(news) if count)
    return list(olds) == list(news) and tuple(runs) == whole


def lengths_of(part: Part, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """The lengths of the axes of a part."""
    return tuple(_length(axis, sizes) for axis in part.axes)


def _length(axis: Axis, sizes: Mapping[str, int]) -> int:
    return sizes.get(axis.extent, 2) if isinstance(axis.extent, str) else axis.extent


@dataclass(frozen=True, slots=True)
class End:
    """A value at an end of a layer: its type, and that of what it gates, if it is a gate."""

    part: Part
    gated: Part | None = None

    def shape(self, sizes: dict[str, int]) -> Key:
        """What values of any two models have in common, if they may be the same."""
        gated = None if self.gated is None else lengths_of(self.gated, sizes)
        return (lengths_of(self.part, sizes), gated)

    @property
    def groups(self) -> Key:
        """The names of what moves its axes."""
        return tuple(axis.group and axis.group.name for axis in self.part.axes)

    @property
    def labels(self) -> Key:
        """The names of its irreps."""
        return tuple(
            tuple(axis.label for axis in part.axes)
            for part in (self.part, self.gated)
            if part is not None
        )


def align(
    olds: Sequence[End], news: Sequence[End], sizes: dict[str, int]
) -> tuple[tuple[Wire, Wire], ...]:
    """The wires of values in order, those of one kind to those of the same.

    A kind is an irrep by its name and those of groups where every old one has these names among the
    new ones, and else a shape: what a larger group tells apart a smaller one may not.
    """
    both = (olds, news)
    named: list[list[Key]] = [
        [(end.shape(sizes), end.labels, end.groups) for end in ends] for ends in both
    ]
    for kept in (2, 1):
        if not set(named[0]) <= set(named[1]):
            named = [[(*key[:kept], *(() for _ in key[kept:])) for key in keys] for keys in named]
    waiting: dict[Key, list[Wire]] = {}
    for i, end in enumerate(olds):
        waiting.setdefault(named[0][i], []).extend((i, c) for c in range(end.part.channels))
    found = []
    for i, end in enumerate(news):
        left = waiting.get(named[1][i], [])
        for c in range(end.part.channels):
            if left:
                found.append((left.pop(0), (i, c)))
    return tuple(found)
