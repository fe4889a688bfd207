"""The shared weights of folded axes: the tensors of all folded groups of a pair as one basis."""

from fractions import Fraction
from math import prod

from symc.algebra import whole
from symc.algebra.cosines import nearest
from symc.ir.parameters import Tied
from symc.ir.solution import Pair, Tie
from symc.ir.symmetry import Group
from symc.ir.tensors import Banded, Orbits, Table, Tensors
from symc.schedule.frames import Tensor

Axes = tuple[int, ...]


def tie(
    pair: Pair,
    folded: tuple[Group, ...],
    sources: tuple[Tensor, ...],
    target: Tensor,
    channels: bool = True,
) -> Tied | None:
    """How the weights of a pair are shared; None where no group is folded in the node.

    With `channels` the weights are free in them, else only in the entries of plain axes.
    """
    if not folded:
        return None
    ties = tuple(each for group in folded for each in pair.ties if group == each.groups[0])
    tensors = _joined(ties, tuple(sources[i] for i in pair.sources), folded)

    def free(of: Tensor) -> int:
        return of.free * (of.part.channels if channels else 1)

    rows = tuple((sources[i].tied, free(sources[i])) for i in pair.sources)
    return Tied(tensors, rows, (target.tied, free(target)))


def _joined(
    ties: tuple[Tie, ...], sources: tuple[Tensor, ...], folded: tuple[Group, ...]
) -> Tensors | Banded:
    """One basis for all groups, with its axes in the order of the channels.

    Bands are those of maps from one source, whose axes stand group by group as they are.
    """
    bands = tuple(
        f for each in ties if isinstance(each.tensors, Banded) for f in each.tensors.factors
    )
    if bands:
        return Banded(bands)
    made = whole(tuple(t for each in ties if not isinstance((t := each.tensors), Banded)))
    return _moved(made, _order(ties, sources, folded))


def gain(tied: Tied | None) -> Fraction:
    """The mean square of a block's entries where its weights have variance 1."""
    if tied is None or not isinstance(tied.tensors, Table):
        return Fraction(1)
    squares = sum(abs(nearest(value)) ** 2 for each in tied.tensors.elements for _, value in each)
    volume = prod(entries for entries, _ in (*tied.rows, tied.columns))
    return Fraction(squares / volume).limit_denominator(10_000) or Fraction(1)


def _order(ties: tuple[Tie, ...], sources: tuple[Tensor, ...], folded: tuple[Group, ...]) -> Axes:
    """The bottom axes as they stand in the channels: source by source, in each group by group."""
    starts: dict[Group, int] = {}
    total = 0
    for each in ties:
        for group in each.groups:
            starts[group] = total
            total += sum(source.slots(group) for source in sources)
    order: list[int] = []
    for source in sources:
        for group in folded:
            count = source.slots(group)
            if count:
                order += range(starts[group], starts[group] + count)
                starts[group] += count
    return tuple(order)


def _moved(tensors: Tensors, order: Axes) -> Tensors:
    """The same tensors with their bottom axes in another order."""
    if order == tuple(range(len(order))):
        return tensors
    bottom = tuple(tensors.bottom[i] for i in order)
    if isinstance(tensors, Orbits):
        generators = tuple(
            (*(images[i] for i in order), *images[len(order) :]) for images in tensors.generators
        )
        return Orbits(bottom, tensors.top, generators, tensors.count)
    above = prod(tensors.top)
    elements = tuple(
        tuple(
            sorted(
                ((_turned(entry // above, tensors.bottom, order) * above + entry % above), value)
                for entry, value in element
            )
        )
        for element in tensors.elements
    )
    return Table(bottom, tensors.top, elements)


def _turned(entry: int, shape: Axes, order: Axes) -> int:
    index = []
    for n in reversed(shape):
        index.append(entry % n)
        entry //= n
    index.reverse()
    total = 0
    for i in order:
        total = total * shape[i] + index[i]
    return total
