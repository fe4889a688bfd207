"""The shared weights of folded axes: the tensors of all folded groups of a pair as one basis."""

from fractions import Fraction
from itertools import product
from math import prod

from symc.algebra import orbit_elements
from symc.ir.parameters import Tied
from symc.ir.solution import Pair, Tie
from symc.ir.symmetry import Group
from symc.ir.tensors import Number, Orbits, Table, Tensors
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
    ties = tuple(each for group in folded for each in pair.ties if each.group == group)
    whole = _whole(ties)
    order = _order(ties, tuple(sources[i] for i in pair.sources), folded)
    tensors = _moved(whole, order)

    def free(of: Tensor) -> int:
        return of.free * (of.part.channels if channels else 1)

    rows = tuple((sources[i].tied, free(sources[i])) for i in pair.sources)
    return Tied(tensors, rows, (target.tied, free(target)))


def gain(tied: Tied | None) -> Fraction:
    """The mean square of a block's entries where its weights have variance 1."""
    if tied is None or isinstance(tied.tensors, Orbits):
        return Fraction(1)
    squares = sum(_size(value) ** 2 for each in tied.tensors.elements for _, value in each)
    volume = prod(entries for entries, _ in (*tied.rows, tied.columns))
    return Fraction(squares / volume).limit_denominator(10_000) or Fraction(1)


def _size(value: Number) -> float:
    return abs(number_of(value))


def number_of(value: Number) -> complex:
    """An exact number as a floating point number."""
    if not isinstance(value, str):
        return float(value)
    import sympy

    found = complex(sympy.sympify(value))
    return found if found.imag else found.real


def _whole(ties: tuple[Tie, ...]) -> Tensors:
    """The product basis: bottom axes of the groups one after the other, then their top axes."""
    if not ties:
        return Table((), (), (((0, 1),),))
    if len(ties) == 1:
        return ties[0].tensors
    made = [each.tensors for each in ties]
    orbits = [each for each in made if isinstance(each, Orbits)]
    if len(orbits) == len(made):
        return _orbits(orbits)
    tables = [_table(each) for each in made]
    whole = tables[0]
    for table in tables[1:]:
        whole = _kronecker(whole, table)
    return whole


def _orbits(made: list[Orbits]) -> Orbits:
    """The orbits of a product of groups are the products of their orbits."""
    bottom = tuple(n for each in made for n in each.bottom)
    top = tuple(n for each in made for n in each.top)
    generators = []
    for at, each in enumerate(made):
        for generator in each.generators:
            below: list[tuple[int, ...]] = []
            above: list[tuple[int, ...]] = []
            for i, other in enumerate(made):
                still = [tuple(range(n)) for n in (*other.bottom, *other.top)]
                images = list(generator) if i == at else still
                below += images[: len(other.bottom)]
                above += images[len(other.bottom) :]
            generators.append((*below, *above))
    return Orbits(bottom, top, tuple(generators), prod(each.count for each in made))


def _table(tensors: Tensors) -> Table:
    if isinstance(tensors, Table):
        return tensors
    return Table(tensors.bottom, tensors.top, orbit_elements(tensors))


def _kronecker(first: Table, second: Table) -> Table:
    a, b = (prod(first.bottom), prod(first.top)), (prod(second.bottom), prod(second.top))
    elements = []
    for one, two in product(first.elements, second.elements):
        entries: list[tuple[int, Number]] = []
        for (i, x), (j, y) in product(one, two):
            below = (i // a[1]) * b[0] + j // b[1]
            above = (i % a[1]) * b[1] + j % b[1]
            entries.append((below * a[1] * b[1] + above, _times(x, y)))
        elements.append(tuple(sorted(entries, key=lambda entry: entry[0])))
    bottom, top = (*first.bottom, *second.bottom), (*first.top, *second.top)
    return Table(bottom, top, tuple(elements))


def _times(x: Number, y: Number) -> Number:
    if isinstance(x, str) or isinstance(y, str):
        return f"({x})*({y})"
    return x * y


def _order(ties: tuple[Tie, ...], sources: tuple[Tensor, ...], folded: tuple[Group, ...]) -> Axes:
    """The bottom axes as they stand in the channels: source by source, in each group by group."""
    starts: dict[Group, int] = {}
    total = 0
    for each in ties:
        starts[each.group] = total
        total += len(each.tensors.bottom)
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
