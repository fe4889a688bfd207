"""The exact tensors of several groups as one basis: those of a product of groups."""

from itertools import product
from math import prod

from symc.algebra.cosines import multiplied
from symc.algebra.orbits import orbit_elements
from symc.ir.tensors import Number, Orbits, Table, Tensors


def whole(made: tuple[Tensors, ...]) -> Tensors:
    """The product basis: bottom axes of one after the other, then their top axes."""
    if not made:
        return Table((), (), (((0, 1),),))
    if len(made) == 1:
        return made[0]
    orbits = tuple(each for each in made if isinstance(each, Orbits))
    if len(orbits) == len(made):
        return _orbits(orbits)
    counts = (range(each.count) for each in made)
    return product_of(made, tuple(product(*counts)))


def product_of(made: tuple[Tensors, ...], chosen: tuple[tuple[int, ...], ...]) -> Table:
    """Products of one tensor of each basis, those that are chosen."""
    tables = [
        each if isinstance(each, Table) else Table(each.bottom, each.top, orbit_elements(each))
        for each in made
    ]
    bottom = tuple(n for table in tables for n in table.bottom)
    top = tuple(n for table in tables for n in table.top)
    elements = tuple(_element(tables, numbers) for numbers in chosen)
    return Table(bottom, top, elements)


Element = tuple[tuple[int, Number], ...]


def _element(tables: list[Table], numbers: tuple[int, ...]) -> Element:
    entries: list[tuple[int, int, Number]] = [(0, 0, 1)]
    for table, number in zip(tables, numbers, strict=True):
        below, above = prod(table.bottom), prod(table.top)
        entries = [
            (b * below + entry // above, t * above + entry % above, multiplied(x, y))
            for (b, t, x), (entry, y) in product(entries, table.elements[number])
        ]
    tops = prod(n for table in tables for n in table.top)
    found = [(b * tops + t, value) for b, t, value in entries]
    return tuple(sorted(found, key=lambda entry: entry[0]))


def _orbits(made: tuple[Orbits, ...]) -> Orbits:
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
