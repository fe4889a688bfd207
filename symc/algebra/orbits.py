"""Orbits of index tuples under signed permutations: one exact basis tensor each.

A tensor is invariant if it is constant on orbits up to the signs on the way. Where some way back
to an entry changes the sign, the orbit has no tensor.
"""

from collections.abc import Iterator
from functools import cache
from math import prod

from symc.ir.symmetry import Images
from symc.ir.tensors import Orbits

Generator = tuple[Images, ...]
"""How one generator permutes each axis."""

Element = tuple[tuple[int, int], ...]
"""A basis tensor: (entry, 1 or -1), entries rising."""


def orbits_of(
    generators: tuple[Generator, ...], bottom: tuple[int, ...], top: tuple[int, ...]
) -> Orbits:
    """The record of all orbits that have a tensor."""
    return Orbits(bottom, top, generators, orbit_count(generators, (*bottom, *top)))


@cache
def orbit_count(generators: tuple[Generator, ...], shape: tuple[int, ...]) -> int:
    """The number of orbits that have a tensor, by walking through every entry.

    >>> swap = (1, 0)
    >>> orbit_count(((swap, swap),), (2, 2)), orbit_count((((~0, 1), (~0, 1)),), (2, 2))
    (2, 2)
    """
    return sum(1 for _ in _walk(generators, shape))


@cache
def orbit_elements(orbits: Orbits) -> tuple[Element, ...]:
    """Every basis tensor, by rising smallest entry, where it is 1.

    >>> turn = (1, 2, 0)
    >>> orbit_elements(Orbits((3,), (1,), (((1, 2, 0), (0,)),), 1))
    (((0, 1), (1, 1), (2, 1)),)
    """
    found = tuple(
        tuple(sorted((entry, -1 if odd else 1) for entry, odd in members))
        for members in _walk(orbits.generators, (*orbits.bottom, *orbits.top))
    )
    assert len(found) == orbits.count
    return found


def _walk(
    generators: tuple[Generator, ...], shape: tuple[int, ...]
) -> Iterator[list[tuple[int, int]]]:
    """The entries of each orbit that has a tensor, with 1 where the sign is changed."""
    moves = [_flat(generator, shape) for generator in generators]
    reached = [-1] * prod(shape)
    for start in range(len(reached)):
        if reached[start] >= 0:
            continue
        reached[start] = 0
        queue = [start]
        consistent = True
        for at in queue:
            odd = reached[at]
            for move in moves:
                code = move[at]
                to, turned = code >> 1, odd ^ (code & 1)
                if reached[to] < 0:
                    reached[to] = turned
                    queue.append(to)
                elif reached[to] != turned:
                    consistent = False
        if consistent:
            yield [(entry, reached[entry]) for entry in queue]


def _flat(generator: Generator, shape: tuple[int, ...]) -> list[int]:
    """Where every entry goes: twice the entry, and 1 more where the sign changes."""
    found = [0]
    for images, length in zip(generator, shape, strict=True):
        codes = [2 * i if i >= 0 else 2 * ~i + 1 for i in images]
        turned = [code ^ 1 for code in codes]
        found = [
            (code >> 1) * 2 * length + step
            for code in found
            for step in (turned if code & 1 else codes)
        ]
    return found
