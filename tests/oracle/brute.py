"""Dimensions of spaces of equivariant maps without any theory of diagrams.

The maps from V to W are the invariant tensors of V (x) W (all actions here are orthogonal). Under
permutations these are the functions that are constant on orbits of index tuples; under rotations
the tensors that every generator of the Lie algebra kills, and under reflections those that one
reflection leaves alone besides. A second oracle averages characters.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, cos, factorial, pi, prod, sin

import numpy as np
from numpy.typing import NDArray

from symc.ir.symmetry import Group, Part
from tests.oracle.actions import Sizes, length, mover

Array = NDArray[np.float64]
Slots = Sequence[Group | None]


def hom(source: Part | None, target: Part, sizes: Sizes) -> int:
    """The dimension of the equivariant linear maps between parts, per channel pair."""
    return multilinear(() if source is None else (source,), target, sizes)


def multilinear(sources: Sequence[Part], target: Part, sizes: Sizes) -> int:
    """The dimension of the equivariant multilinear maps of several parts, channels left out."""
    axes = [axis for part in (*sources, target) for axis in part.axes]
    return invariants([mover(axis) for axis in axes], [length(axis.extent, sizes) for axis in axes])


def invariants(slots: Slots, lengths: Sequence[int]) -> int:
    """The dimension of the invariant tensors whose axes these groups move."""
    assert prod(lengths) <= 300_000, "too large for brute force"
    rotations = [g for g in dict.fromkeys(slots) if g is not None and g.family in ("O", "SO")]
    if not rotations:
        return len(np.unique(orbits(slots, lengths)))
    basis = orbit_functions(slots, lengths)
    for group in rotations:
        basis = _fixed(basis, group, slots, lengths)
    return int(basis.shape[1])


def orbit_functions(slots: Slots, lengths: Sequence[int]) -> Array:
    """An orthonormal basis of the tensors that all S(n) fix: indicators of orbits of indices."""
    labels = orbits(slots, lengths)
    _, inverse, counts = np.unique(labels, return_inverse=True, return_counts=True)
    basis = np.zeros((len(labels), len(counts)))
    basis[np.arange(len(labels)), inverse] = counts[inverse] ** -0.5
    return basis


def orbits(slots: Slots, lengths: Sequence[int]) -> NDArray[np.int64]:
    """For every index tuple the smallest one in its orbit."""
    slots, shape = (*slots, None), (*lengths, 1)
    total = prod(shape)
    points = np.array(np.unravel_index(np.arange(total), shape))
    images = []
    for group in dict.fromkeys(slots):
        if group is None or group.family != "S":
            continue
        n = next(m for m, by in zip(shape, slots, strict=True) if by == group)
        for step in (np.roll(np.arange(n), 1), _swap(n)):
            moved = [
                step[row] if by == group else row for row, by in zip(points, slots, strict=True)
            ]
            images.append(np.ravel_multi_index(moved, shape))
    labels = np.arange(total)
    while True:
        before = labels.copy()
        for image in images:
            least = np.minimum(labels, labels[image])
            np.minimum.at(least, image, labels)
            labels = least
        if (labels == before).all():
            return labels


def _swap(n: int) -> NDArray[np.int64]:
    order = np.arange(n)
    order[:2] = order[:2][::-1]
    return order


def _fixed(basis: Array, group: Group, slots: Slots, lengths: Sequence[int]) -> Array:
    """The part of the span that the group fixes: the kernel of its Casimir and a reflection."""
    assert basis.shape[1] <= 2_500, "too large for brute force"
    shape = tuple(lengths)
    at = [i for i, by in enumerate(slots) if by == group]
    if not at:
        return basis
    n = shape[at[0]]
    gram = np.zeros((basis.shape[1],) * 2)
    tensor = basis.reshape(*shape, basis.shape[1])
    for a in range(n):
        for b in range(a):
            turned = np.zeros_like(tensor)
            for i in at:
                view, out = np.moveaxis(tensor, i, 0), np.moveaxis(turned, i, 0)
                out[a] += view[b]
                out[b] -= view[a]
            flat = turned.reshape(basis.shape)
            gram += flat.T @ flat
    if group.family == "O":
        mirrored = tensor.copy()
        for i in at:
            np.moveaxis(mirrored, i, 0)[0] *= -1
        flat = (mirrored - tensor).reshape(basis.shape)
        gram += flat.T @ flat
    values, vectors = np.linalg.eigh(gram)
    assert not ((values > 1e-6) & (values < 0.5)).any(), "no gap in the spectrum"
    kernel: Array = basis @ vectors[:, values < 0.5]
    return kernel


def average_of_characters(family: str, n: int, points: int) -> int:
    """The mean of trace(g)^points over the group, by cycle counts or Weyl's integration formula."""
    if family == "S":
        total = sum(
            Fraction(comb(n, k) * _derangements(n - k) * k**points, factorial(n))
            for k in range(n + 1)
        )
        assert total.denominator == 1
        return int(total)
    means = {"SO": _rotations(n, points)}
    if family == "O":
        means["mirrored"] = _reflections(n, points)
    mean = sum(means.values()) / len(means)
    assert abs(mean - round(mean)) < 1e-6 * max(1.0, abs(mean))
    return round(mean)


def _derangements(n: int) -> int:
    return sum((-1) ** k * factorial(n) // factorial(k) for k in range(n + 1))


def _grid(points: int) -> list[float]:
    steps = 2 * points + 12
    return [2 * pi * (i + 0.5) / steps for i in range(steps)]


def _rotations(n: int, points: int) -> float:
    grid = _grid(points)
    match n:
        case 1:
            return 1.0
        case 2:
            return sum((2 * cos(t)) ** points for t in grid) / len(grid)
        case 3:
            return sum((1 + 2 * cos(t)) ** points * (1 - cos(t)) for t in grid) / len(grid)
        case 4:
            terms = (
                (2 * cos(s) + 2 * cos(t)) ** points * (cos(s) - cos(t)) ** 2
                for s in grid
                for t in grid
            )
            return sum(terms) / len(grid) ** 2
    raise NotImplementedError(n)


def _reflections(n: int, points: int) -> float:
    """Eigenvalues with determinant -1: those of -g for odd n, and 1, -1, e^it, ... for even n."""
    grid = _grid(points)
    match n:
        case 1 | 3:
            return float((-1) ** points) * _rotations(n, points)
        case 2:
            return float(points == 0)
        case 4:
            return sum((2 * cos(t)) ** points * 2 * sin(t) ** 2 for t in grid) / len(grid)
    raise NotImplementedError(n)
