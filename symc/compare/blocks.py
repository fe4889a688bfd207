"""Parameters cut into blocks, each the weights of one basis element for all pairs of channels.

The layout of a layer's weights repeats for every pair of channels what it is for one: the *probe*
of a layer is the same layer with one channel everywhere. A block of the layer belongs to one number
of its probe, in the same order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from symc.ir.parameters import Coupling, Parameter, Tied, Vector, Weight

Slice = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a parameter: numbers `start` up to `stop`, seen in a shape, cut by slices.

    With `inner` the axis before the last is two, of the lengths `pair`, and is cut again.
    """

    parameter: str
    start: int
    stop: int
    view: tuple[int, ...]
    cuts: tuple[Slice, ...]
    pair: tuple[int, int] | None = None
    inner: tuple[Slice, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what is left: the channels."""
        return tuple(b - a for a, b in self.inner or self.cuts)

    def cut(self, channels: tuple[int, ...], slices: tuple[Slice, ...]) -> "Block":
        """Less of a block whose last axes are so many channels: what these slices leave."""
        if all((0, size) == each for size, each in zip(channels, slices, strict=True)):
            return self
        shape = tuple(b - a for a, b in self.cuts)
        if shape[len(shape) - len(channels) :] == channels:
            kept = len(shape) - len(channels)
            cuts = [(a + c, a + d) for (a, _), (c, d) in zip(self.cuts[kept:], slices, strict=True)]
            return replace(self, cuts=(*self.cuts[:kept], *cuts))
        left, right, _ = channels
        assert shape[-2:] == (left * right, channels[2])
        whole = tuple((0, size) for size in shape[:-2])
        return replace(self, pair=(left, right), inner=(*whole, *slices))

    def apart(self, left: int, right: int) -> "Block":
        """The same with an axis for the channels of each operand, where one holds those of both."""
        shape = tuple(b - a for a, b in self.cuts)
        if self.pair is not None or shape[-3:-1] == (left, right):
            return self
        assert shape[-2] == left * right
        whole = (*shape[:-2], left, right, shape[-1])
        return replace(self, pair=(left, right), inner=tuple((0, size) for size in whole))


def blocks(full: Parameter, probe: Parameter) -> tuple[Block, ...] | None:
    """The blocks of a parameter in the order of the numbers of its probe; None if they differ."""
    if type(full) is not type(probe):
        return None
    match full, probe:
        case Weight(), Weight():
            found = tuple(_weight(full, probe))
        case Vector(), Vector():
            found = tuple(_vector(full, probe))
        case Coupling(), Coupling():
            found = tuple(_coupling(full))
        case _:
            return None
    return found if len(found) == probe.count else None


def _weight(full: Weight, probe: Weight) -> Iterator[Block]:
    if full.ties:
        yield from _ties(full.name, full.ties, probe.ties)
        return
    shape = (full.copies, sum(full.rows), sum(full.columns))
    if full.kept is not None:
        at = 0
        for _, i, j in full.kept:
            view = (full.rows[i], full.columns[j])
            inner = (probe.rows[i], probe.columns[j])
            for cuts in _cells(view, inner):
                yield Block(full.name, at, at + prod(view), view, cuts)
            at += prod(view)
        return
    rows = _stretches(full.rows, probe.rows)
    columns = _stretches(full.columns, probe.columns)
    for copy in range(full.copies):
        for r, c in product(rows, columns):
            yield Block(full.name, 0, prod(shape), shape, ((copy, copy + 1), r, c))


def _stretches(sizes: tuple[int, ...], probes: tuple[int, ...]) -> list[Slice]:
    """The channels of every entry of every block along one side of a matrix."""
    found, at = [], 0
    for size, entries in zip(sizes, probes, strict=True):
        step = size // max(entries, 1)
        found += [(at + e * step, at + (e + 1) * step) for e in range(entries)]
        at += size
    return found


def _cells(view: tuple[int, ...], inner: tuple[int, ...]) -> Iterator[tuple[Slice, ...]]:
    """A block cut into what belongs to each entry of the probe."""
    sides = [_stretches((size,), (entries,)) for size, entries in zip(view, inner, strict=True)]
    yield from product(*sides)


def _ties(name: str, full: tuple[Tied, ...], probe: tuple[Tied, ...]) -> Iterator[Block]:
    at = 0
    for tied, small in zip(full, probe, strict=True):
        for cuts in _cells(tied.free, small.free):
            yield Block(name, at, at + tied.count, tied.free, cuts)
        at += tied.count


def _vector(full: Vector, probe: Vector) -> Iterator[Block]:
    if full.ties:
        yield from _ties(full.name, full.ties, probe.ties)
        return
    wide, thin = full.columns or (full.length,), probe.columns or (probe.length,)
    if full.kept is not None:
        wide, thin = tuple(wide[j] for j in full.kept), tuple(thin[j] for j in full.kept)
    for stretch in _stretches(wide, thin):
        yield Block(full.name, 0, full.length, (full.length,), (stretch,))


def _coupling(full: Coupling) -> Iterator[Block]:
    shape = full.shape
    for index in product(*map(range, shape[:-1])):
        cuts = (*((i, i + 1) for i in index), (0, shape[-1]))
        yield Block(full.name, 0, full.count, shape, cuts)
