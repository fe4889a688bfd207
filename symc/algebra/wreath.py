"""Wreath products in their imprimitive action: blocks of points, permuted as wholes."""

from functools import reduce

from symc.ir.symmetry import Generators, Images


def wreath_generators(factors: tuple[Generators, ...], sizes: tuple[int, ...]) -> Generators:
    """H wr K, or H wr K wr ...: innermost first; block i has the points i|H| to (i + 1)|H| - 1.

    >>> swap = Generators(permutations=((1, 0),))
    >>> wreath_generators((swap, swap), (2, 2)).permutations
    ((1, 0, 2, 3), (2, 3, 0, 1))
    """
    first, *rest = (factor.permutations for factor in factors)
    return Generators(permutations=reduce(wreath, rest, _without_idle(first, sizes[0])))


def wreath(inner: tuple[Images, ...], outer: tuple[Images, ...]) -> tuple[Images, ...]:
    """Generators of H wr K: H on one block of every orbit of K, and K on the blocks.

    Where K changes signs, it changes those of all points of a block.
    """
    width, blocks = len(inner[0]), len(outer[0])
    points = width * blocks
    found: list[Images] = []
    for block in _representatives(outer):
        for images in inner:
            own = list(range(points))
            for i, to in enumerate(images):
                own[block * width + i] = block * width + to if to >= 0 else ~(block * width + ~to)
            found.append(tuple(own))
    for images in outer:
        ends = [(to if to >= 0 else ~to, to < 0) for to in images]
        found.append(
            tuple(
                ~(to * width + i) if odd else to * width + i
                for to, odd in ends
                for i in range(width)
            )
        )
    return _without_idle(tuple(found), points)


def _representatives(generators: tuple[Images, ...]) -> list[int]:
    """The smallest point of every orbit."""
    seen: set[int] = set()
    found: list[int] = []
    for start in range(len(generators[0])):
        if start in seen:
            continue
        found.append(start)
        seen.add(start)
        queue = [start]
        for at in queue:
            for images in generators:
                to = images[at] if images[at] >= 0 else ~images[at]
                if to not in seen:
                    seen.add(to)
                    queue.append(to)
    return found


def _without_idle(generators: tuple[Images, ...], points: int) -> tuple[Images, ...]:
    """Each generator once, and none that moves nothing, unless there is no other."""
    idle = tuple(range(points))
    return tuple(dict.fromkeys(g for g in generators if g != idle)) or (idle,)
