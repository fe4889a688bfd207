"""Dimensions of spaces of equivariant maps without any theory of diagrams.

The maps from V to W are the invariant tensors of V* (x) W. Axes that share no group and no `sym^k`
are looked at apart, as the tensors invariant under a product of groups that each move one factor
are the tensor products of invariants. Where generators are signed permutations the invariant
tensors are the orbits of index tuples without a sign; elsewhere they are the common null space of
g - 1 for generators g, found among the index tuples of eigenvectors of one element whose
eigenvalues multiply to 1. A second oracle averages characters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, cos, factorial, pi, prod, sin
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from symc.ir.symmetry import Axis, Group, Part
from tests.oracle.actions import (
    Elements,
    Sizes,
    act,
    closed,
    coordinates,
    elements,
    listed,
    movers,
    shape,
)
from tests.oracle.groups import eye, generating, length

Array = NDArray[np.complexfloating[Any, Any]]
Slots = Sequence[Group | None]
Spectrum = tuple[list[Array], list[Array]]
MOST = 300_000
"""The most entries of a tensor whose orbits are made."""
MOST_TUPLES = 1_600
"""The most tuples of eigenvectors among which a null space is found."""


class TooLarge(Exception):
    """More entries than brute force can look at."""


@dataclass(frozen=True)
class Leg:
    """Axes of one part that hang together: an axis and the fibres over it, or one alone."""

    side: int
    axes: tuple[int, ...]
    part: Part
    below: bool


@dataclass(frozen=True)
class Exchange:
    """A permutation of legs that multiplies invariant tensors by a sign."""

    order: tuple[int, ...]
    sign: int


def hom(source: Part | None, target: Part, sizes: Sizes, more: Elements | None = None) -> int:
    """The dimension of the equivariant linear maps between parts, per channel pair.

    They are also to commute with the elements in `more`, each by itself.
    """
    return multilinear(() if source is None else (source,), target, sizes, more)


def multilinear(
    sources: Sequence[Part], target: Part, sizes: Sizes, more: Elements | None = None
) -> int:
    """The dimension of the equivariant multilinear maps of several parts, channels left out."""
    legs = tuple(
        leg
        for side, part in enumerate((*sources, target))
        for leg in _legs(side, part, side < len(sources))
    )
    powers = tuple(part.powers for part in (*sources, target))
    total = 1
    for cluster in _clusters(legs, powers):
        if more:
            total *= _dimension(cluster, powers, sizes, more)
        else:
            total *= _known_dimension(cluster, powers, tuple(sorted(sizes.items())))
    return total


def invariants(slots: Slots, lengths: Sequence[int]) -> int:
    """The dimension of the invariant tensors whose axes these groups move."""
    axes = (Axis(n, group) for group, n in zip(slots, lengths, strict=True))
    return multilinear((), Part(tuple(axes)), {})


def characters(sources: Sequence[Part], target: Part, sizes: Sizes) -> int:
    """The same dimension as a mean of characters over every element, for finite groups."""
    bare = [Part(part.axes) for part in (*sources, target)]
    groups = movers(bare)
    assert not any(group.within for group in groups)
    total, count = 0.0, 0
    for chosen in product(*(_all(group, sizes) for group in groups)):
        moved = dict(zip(groups, chosen, strict=True))
        total += prod(float(torch.trace(_matrix(part, moved, sizes)).real) for part in bare)
        count += 1
    assert abs(total / count - round(total / count)) < 1e-6
    return round(total / count)


def _all(group: Group, sizes: Sizes) -> list[torch.Tensor]:
    """All elements; for C(n) and D(n) as words, which are listed by their regular matrices."""
    if group.family in ("C", "D"):
        return closed(generating(group, sizes))
    return list(listed(group))


def _legs(side: int, part: Part, below: bool) -> Iterator[Leg]:
    """The axes of a part, those with fibres over them together with these."""
    root = list(range(len(part.axes)))
    for c in coordinates(part):
        for base in c.bases:
            old, new = root[c.axis], root[coordinates(part)[base].axis]
            root = [min(old, new) if r in (old, new) else r for r in root]
    for first in dict.fromkeys(root):
        axes = tuple(i for i, r in enumerate(root) if r == first)
        yield Leg(side, axes, Part(tuple(part.axes[i] for i in axes)), below)


def _clusters(legs: tuple[Leg, ...], powers: tuple[object, ...]) -> list[tuple[Leg, ...]]:
    """Legs that share a group, or are of one part with powers, together."""
    marks = [
        {_outermost(g).name for g in movers([leg.part])}
        | ({leg.side} if powers[leg.side] else set())
        for leg in legs
    ]
    found: list[tuple[set[object], list[int]]] = []
    for i, own in enumerate(marks):
        touching = [each for each in found if each[0] & own]
        found = [each for each in found if not each[0] & own]
        joined: set[object] = set(own).union(*(each[0] for each in touching))
        found.append((joined, sorted([i, *(j for each in touching for j in each[1])])))
    return [tuple(legs[i] for i in at) for _, at in found]


def _outermost(group: Group) -> Group:
    return group if group.within is None else _outermost(group.within)


def _matrix(part: Part, moved: Elements, sizes: Sizes) -> torch.Tensor:
    """The matrix by which elements move a part."""
    lengths = shape(part, sizes)
    dtype = torch.complex128 if any(m.is_complex() for m in moved.values()) else torch.float64
    one = torch.eye(prod(lengths), dtype=dtype)
    return act(one.reshape(-1, *lengths), part, moved).reshape(one.shape).T


def _single(group: Group, sizes: Sizes) -> Iterator[Elements]:
    """Generators; of a fibred group those of every copy."""
    bases: list[int] = []
    around = group.within
    while around is not None:
        bases.insert(0, length(around.size, sizes))
        around = around.within
    for each in generating(group, sizes):
        for point in np.ndindex(*bases):
            whole = eye(len(each)).expand(*bases, *each.shape).clone().to(each.dtype)
            whole[point] = each
            yield {group: whole}


@cache
def _known_dimension(
    legs: tuple[Leg, ...],
    powers: tuple[tuple[object, ...], ...],
    sizes: tuple[tuple[str, int], ...],
) -> int:
    return _dimension(legs, powers, dict(sizes), {})


def _dimension(
    legs: tuple[Leg, ...],
    powers: tuple[tuple[object, ...], ...],
    sizes: Sizes,
    more: Elements,
) -> int:
    groups = movers([leg.part for leg in legs])
    lengths = [prod(shape(leg.part, sizes)) for leg in legs]
    steps = [step for group in groups for step in _single(group, sizes)]
    steps += [{group: more[group]} for group in groups if group in more]
    exchanges = list(_exchanges(legs, powers))
    if not steps and not exchanges:
        return prod(lengths)
    moves = [_moves(legs, step, sizes) for step in steps]
    if all(_is_signed(matrix) for move in moves for matrix in move):
        return _orbits(moves, exchanges, lengths)
    generator = torch.Generator().manual_seed(5)
    parts = [leg.part for leg in legs]
    some = [_moves(legs, elements(parts, sizes, generator), sizes) for _ in range(2)]
    if more:
        some = []
    return _null_space([*some, *moves], exchanges, lengths)


def _moves(legs: tuple[Leg, ...], moved: Elements, sizes: Sizes) -> list[Array]:
    """The matrices by which elements move the legs; inputs are dual."""

    @cache
    def of(part: Part, below: bool) -> Array:
        matrix: Array = _matrix(part, moved, sizes).numpy().astype(np.complex128)
        inverse: Array = np.linalg.inv(matrix).T
        return inverse if below else matrix

    return [of(leg.part, leg.below) for leg in legs]


def _exchanges(legs: tuple[Leg, ...], powers: tuple[tuple[object, ...], ...]) -> Iterator[Exchange]:
    """The exchanges of neighbouring blocks of every power."""
    place = {(leg.side, leg.axes): i for i, leg in enumerate(legs)}
    for side in dict.fromkeys(leg.side for leg in legs):
        for power in powers[side]:
            for first, second in zip(power.blocks, power.blocks[1:], strict=False):  # type: ignore[attr-defined]
                to = dict(zip((*first, *second), (*second, *first), strict=True))
                order = [
                    place[leg.side, tuple(to.get(i, i) for i in leg.axes)]
                    if leg.side == side
                    else i
                    for i, leg in enumerate(legs)
                ]
                yield Exchange(tuple(order), power.sign)  # type: ignore[attr-defined]


def _is_signed(matrix: Array) -> bool:
    size = np.abs(matrix)
    return bool(
        np.allclose(matrix.imag, 0)
        and ((size < 1e-9) | (np.abs(size - 1) < 1e-9)).all()
        and ((size > 0.5).sum(0) == 1).all()
    )


def _orbits(moves: list[list[Array]], exchanges: list[Exchange], lengths: Sequence[int]) -> int:
    """The number of orbits of index tuples on which no element reverses the sign."""
    total = prod(lengths)
    if total > MOST:
        raise TooLarge
    lengths = (*lengths, 1)
    points = np.array(np.unravel_index(np.arange(total), lengths))
    images = []
    for move in moves:
        to, sign = [], np.ones(total)
        for matrix, row in zip(move, points, strict=False):
            target = np.abs(matrix).argmax(0)
            to.append(target[row])
            sign = sign * matrix[target, np.arange(len(target))].real[row]
        images.append((np.ravel_multi_index([*to, points[-1]], lengths), sign < 0))
    for exchange in exchanges:
        to = [points[i] for i in exchange.order]
        flat = np.ravel_multi_index([*to, points[-1]], lengths)
        images.append((flat, np.full(total, exchange.sign < 0)))
    both = [
        np.concatenate([at + total * odd, at + total * ~odd]).astype(np.int64) for at, odd in images
    ]
    labels = np.arange(2 * total)
    while True:
        before = labels.copy()
        for image in both:
            least = np.minimum(labels, labels[image])
            np.minimum.at(least, image, labels)
            labels = least[least]
        if (labels == before).all():
            break
    signless = labels[:total] != labels[total:]
    found = len(np.unique(np.concatenate([labels[:total][signless], labels[total:][signless]])))
    assert found % 2 == 0
    return found // 2


def _null_space(moves: list[list[Array]], exchanges: list[Exchange], lengths: Sequence[int]) -> int:
    """The dimension of the common null space of g - 1, over the complex numbers."""
    spectra = [found for found in map(_spectrum, moves) if found is not None]
    one: Spectrum = (
        [np.ones(n, dtype=np.complex128) for n in lengths],
        [np.eye(n) + 0j for n in lengths],
    )
    best = min([*spectra, one], key=lambda s: len(_kept(s[0])))
    kept = _kept(best[0])
    if len(kept) > MOST_TUPLES:
        raise TooLarge
    if not len(kept):
        return 0
    digits = np.array(np.unravel_index(kept, (*lengths, 1)))
    gram = np.zeros((len(kept),) * 2, dtype=np.complex128)
    for move in moves:
        whole, squared = np.ones_like(gram), np.ones_like(gram)
        for matrix, vectors, row in zip(move, best[1], digits, strict=False):
            turned = np.linalg.solve(vectors, matrix @ vectors)
            whole *= turned[np.ix_(row, row)]
            squared *= (turned.conj().T @ turned)[np.ix_(row, row)]
        step = squared - whole - whole.conj().T + np.eye(len(kept))
        gram += step / max(1.0, float(np.abs(squared).max()))
    where = {tuple(column): i for i, column in enumerate(digits[:-1].T)}
    for exchange in exchanges:
        to = [where[tuple(column[list(exchange.order)])] for column in digits[:-1].T]
        swap = exchange.sign * np.eye(len(kept))[to]
        gram += 2 * np.eye(len(kept)) - swap - swap.T
    values = np.linalg.eigvalsh(gram)
    assert not ((values > 1e-9) & (values < 1e-6)).any(), "no gap in the spectrum"
    return int((values < 1e-8).sum())


def _spectrum(move: list[Array]) -> Spectrum | None:
    """Eigenvalues and eigenvectors of every leg; None where some are nearly parallel."""
    found = [_eigen(matrix.tobytes(), len(matrix)) for matrix in move]
    if any(np.linalg.cond(vectors) > 1e4 for _, vectors in found):
        return None
    return [values for values, _ in found], [vectors for _, vectors in found]


@cache
def _eigen(data: bytes, size: int) -> tuple[Array, Array]:
    values, vectors = np.linalg.eig(np.frombuffer(data, np.complex128).reshape(size, size))
    return values, vectors


def _kept(values: list[Array]) -> NDArray[np.int64]:
    """The index tuples whose eigenvalues multiply to 1."""
    total = np.ones(1, dtype=np.complex128)
    for each in values:
        total = np.multiply.outer(total, each).reshape(-1)
    if len(total) > MOST:
        raise TooLarge
    return np.flatnonzero(np.abs(total - 1) < 1e-8)


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
