"""Orbits of index tuples under signed permutations: one exact basis tensor each.

A tensor is invariant if it is constant on orbits up to the signs on the way. Where some way back
to an entry changes the sign, the orbit has no tensor.
"""

from array import array
from collections.abc import Iterator
from functools import cache
from math import prod
from typing import TypeAlias

from symc.ir.symmetry import Images
from symc.ir.tensors import Orbits

Generator = tuple[Images, ...]
"""How one generator permutes each axis."""

Element = tuple[tuple[int, int], ...]
"""A basis tensor: (entry, 1 or -1), entries rising."""

Move: TypeAlias = "array[int]"
_Orbit: TypeAlias = tuple[list[int], set[int]]


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
        tuple((entry, -1 if entry in odd else 1) for entry in sorted(members))
        for members, odd in _walk(orbits.generators, (*orbits.bottom, *orbits.top))
    )
    assert len(found) == orbits.count
    return found


def _walk(generators: tuple[Generator, ...], shape: tuple[int, ...]) -> Iterator[_Orbit]:
    """The entries of each orbit that has a tensor, and those where it is -1."""
    signed = any(i < 0 for generator in generators for images in generator for i in images)
    moves = [_flat(generator, shape) for generator in generators]
    if signed:
        return _signed_walk(moves, prod(shape))
    return _plain_walk([array("q", [code >> 1 for code in move]) for move in moves], prod(shape))


def _plain_walk(moves: list[Move], entries: int) -> Iterator[_Orbit]:
    seen = bytearray(entries)
    start = 0
    while start >= 0:
        seen[start] = 1
        queue = [start]
        for at in queue:
            for move in moves:
                to = move[at]
                if not seen[to]:
                    seen[to] = 1
                    queue.append(to)
        yield queue, set()
        start = seen.find(0, start)


def _signed_walk(moves: list[Move], entries: int) -> Iterator[_Orbit]:
    """Entries that are reached are marked by 2, with a change of sign by 3."""
    reached = bytearray(entries)
    start = 0
    while start >= 0:
        reached[start] = 2
        queue = [start]
        consistent = True
        for at in queue:
            own = reached[at]
            for move in moves:
                code = move[at]
                to, mark = code >> 1, own ^ (code & 1)
                if not reached[to]:
                    reached[to] = mark
                    queue.append(to)
                elif reached[to] != mark:
                    consistent = False
        if consistent:
            yield queue, {entry for entry in queue if reached[entry] == 3}
        start = reached.find(0, start)


def _flat(generator: Generator, shape: tuple[int, ...]) -> Move:
    """Where every entry goes: twice the entry, and 1 more where the sign changes."""
    found = array("q", [0])
    for images, length in zip(generator, shape, strict=True):
        codes = [2 * i if i >= 0 else 2 * ~i + 1 for i in images]
        turned = [code ^ 1 for code in codes]
        found = array(
            "q",
            [
                (code >> 1) * 2 * length + step
                for code in found
                for step in (turned if code & 1 else codes)
            ],
        )
    return found
