"""Subgroups of the signed permutations: those that keep a vector, and kernels of signs."""

from collections.abc import Callable

from symc.algebra.closure import compose, elements, identity, inverse
from symc.algebra.numbers import Exact
from symc.ir.symmetry import Images


def young(vector: tuple[Exact, ...], signed: bool) -> tuple[Images, ...]:
    """Generators of the permutations that keep a vector, or of the signed ones.

    >>> young((0, 1, 1), False), young((0, 1, -1), True)
    (((0, 2, 1),), ((-1, 1, 2), (0, -3, -2)))
    """
    classes: dict[Exact, list[int]] = {}
    for i, x in enumerate(vector):
        classes.setdefault(-x if signed and -x in classes else x, []).append(i)
    n = len(vector)
    found: list[Images] = []
    for value, points in classes.items():
        if signed and not value:
            found.append(_sent(n, points[:1], [~points[0]]))
        flips = [x != value for x in (vector[i] for i in points)]
        ways = [points[1:2] + points[:1], points[1:] + points[:1]]
        for to in ways[: max(0, min(2, len(points) - 1))]:
            turned = [flips[points.index(j)] for j in to]
            images = [~j if a != b else j for j, a, b in zip(to, flips, turned, strict=False)]
            found.append(_sent(n, points[: len(to)], images))
    return tuple(found) or (identity(n),)


def index_two(generators: tuple[Images, ...], sign: Callable[[Images], int]) -> tuple[Images, ...]:
    """Generators of the elements of sign 1 (Schreier): products with one element of sign -1."""
    odd = next((g for g in generators if sign(g) < 0), None)
    if odd is None:
        return generators
    back = inverse(odd)
    found = []
    for g in generators:
        if sign(g) > 0:
            found += [g, compose(compose(odd, g), back)]
        else:
            found += [compose(g, back), compose(odd, g)]
    one = identity(len(odd))
    return tuple(g for g in dict.fromkeys(found) if g != one) or (one,)


def fewer(group: list[Images]) -> tuple[Images, ...]:
    """Some elements of a group that generate it."""
    chosen: tuple[Images, ...] = ()
    known = {identity(len(group[0]))}
    for element in group:
        if element not in known:
            chosen = (*chosen, element)
            known = set(elements(chosen))
    return chosen or tuple(known)


def _sent(n: int, points: list[int], images: list[int]) -> Images:
    found = list(range(n))
    for i, to in zip(points, images, strict=True):
        found[i] = to
    return tuple(found)
