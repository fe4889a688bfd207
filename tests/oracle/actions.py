"""How group elements move values of a type, from the definition of the actions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from math import prod

import torch
from torch import Tensor

from symc.algebra import closure
from symc.algebra.acting import finite_of
from symc.algebra.exact import generators_of
from symc.algebra.finite import steps
from symc.algebra.numbers import written
from symc.ir.symmetry import Axis, Block, Extent, Group, Part
from tests.oracle.groups import (
    COMPLEX,
    Sizes,
    corners,
    element,
    eye,
    generating,
    images,
    length,
    number,
    permutation,
    rotation,
)
from tests.oracle.groups import matrix as matrix_of
from tests.oracle.irreps import irrep

__all__ = [
    "Elements",
    "Sizes",
    "act",
    "element",
    "elements",
    "is_complex",
    "length",
    "mover",
    "movers",
    "permutation",
    "rotation",
    "shape",
    "symmetrised",
]

Elements = dict[Group, Tensor]


@dataclass(frozen=True)
class Coordinate:
    """An axis, or one factor of a fibred one; `bases` are the coordinates around it, outer first.

    >>> heads = Group("H", "S", (4,))
    >>> keys = Group("K", "S", (8,), within=heads)
    >>> [c.bases for c in coordinates(Part((Axis(32, heads, fibres=(keys,)),)))]
    [(), (0,)]
    """

    axis: int
    extent: Extent
    group: Group | None
    label: str = ""
    dual: bool = False
    bases: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()


def mover(axis: Axis) -> Group | None:
    """What moves an axis: its group; a plain axis of free size is permuted by an S of its own."""
    if axis.group is None and isinstance(axis.extent, str):
        return Group(axis.extent, "S", (axis.extent,))
    return axis.group


@cache
def coordinates(part: Part) -> tuple[Coordinate, ...]:
    """The coordinates of a part in the order of its axes."""
    found: list[Coordinate] = []
    for i, axis in enumerate(part.axes):
        group = mover(axis)
        factors: list[tuple[Extent, Group | None]] = [(axis.extent, group)]
        if axis.fibres:
            factors = [(each.size, each) for each in (group, *axis.fibres) if each is not None]
        for extent, by in factors:
            bases: tuple[int, ...] = ()
            if by is not None and by.within is not None:
                at = max(j for j, c in enumerate(found) if c.group == by.within and not c.label)
                bases = (*found[at].bases, at)
            found.append(Coordinate(i, extent, by, axis.label, axis.dual, bases, axis.blocks))
    return tuple(found)


def movers(parts: Iterable[Part]) -> list[Group]:
    """Everything that moves an axis of these parts, each once."""
    apart = (piece for part in parts for piece in pieces(part))
    found = (c.group for part in apart for c in coordinates(part))
    return list(dict.fromkeys(group for group in found if group is not None))


def composite(part: Part) -> int | None:
    """The first axis that is made of several, of groups or numbers, in a row or as a product."""
    return next((i for i, axis in enumerate(part.axes) if axis.blocks and not axis.group), None)


def pieces(part: Part) -> list[Part]:
    """The parts that composite axes are made of, those of the first axis outermost."""
    i = composite(part)
    return [part] if i is None else [p for piece in cut(part, i) for p in pieces(piece)]


def cut(part: Part, i: int) -> list[Part]:
    """A part with each of the blocks of an axis in its place."""
    inside = [block.axis for block in part.axes[i].blocks if block.axis is not None]
    return [
        replace(part, axes=(*part.axes[:i], *(axis.factors or (axis,)), *part.axes[i + 1 :]))
        for axis in inside
    ]


def act_apart(value: Tensor, part: Part, i: int, moved: Elements) -> Tensor:
    """A value with a composite axis, moved piece by piece."""
    place = value.dim() - (len(part.axes) + (part.multiplicity is not None)) + i
    lengths = [int(block.extent) for block in part.axes[i].blocks]
    done = []
    rows = value.split(lengths, place)  # type: ignore[no-untyped-call]
    for row, piece in zip(rows, cut(part, i), strict=True):
        inner = piece.axes[i : len(piece.axes) - len(part.axes) + i + 1]
        opened = row.unflatten(place, [int(axis.extent) for axis in inner])
        done.append(act(opened, piece, moved).flatten(place, place + len(inner) - 1))
    return torch.cat(done, place)


def is_complex(parts: Iterable[Part]) -> bool:
    """Whether a group makes these parts complex."""
    return any(group.family in COMPLEX for group in movers(parts))


def elements(
    parts: Iterable[Part], sizes: Sizes, generator: torch.Generator, rapidity: float = 1.0
) -> Elements:
    """A random element of everything that moves these parts."""
    return {group: element(group, sizes, generator, rapidity) for group in movers(parts)}


@cache
def listed(group: Group) -> tuple[Tensor, ...]:
    """All elements of a finite group, in the order that `symc explain` lists them in."""
    every = closed(generating(group, {}))
    ordered = [images(list(each)) for each in closure.elements(steps(group), len(every))]
    found = {tuple(each.flatten().tolist()) for each in ordered}
    assert found == {tuple(each.flatten().tolist()) for each in every}, "not the same group"
    return tuple(ordered)


def closed(steps: list[Tensor]) -> list[Tensor]:
    """Every product of these matrices."""
    found = [eye(len(steps[0]))]
    for old in found:
        assert len(found) <= 400, "too large to list"
        for new in (step @ old for step in steps):
            if not any(torch.allclose(new, each, atol=1e-9) for each in found):
                found.append(new)
    return found


def regular(matrix: Tensor, group: Group) -> Tensor:
    """Left multiplication by an element on the listed elements."""
    every = torch.stack(listed(group))
    products = torch.einsum("ij,gjk->gik", matrix, every).flatten(1)
    close = (products[:, None] - every.flatten(1)[None]).abs().amax(-1) < 1e-6
    out: Tensor = close.double().T
    assert bool((out.sum(0) == 1).all()), "the elements are not a group"
    return out


@cache
def induced(group: Group, label: str) -> tuple[tuple[Tensor, Tensor], ...]:
    """Every element of a finite group with its matrix on an induced axis.

    The label has the matrices of the generators; that the pairs are those of a function shows that
    they are a representation.
    """
    words = label.removeprefix("induced:").split(";")
    if words[0].startswith("|"):
        found = [matrix_of(tuple(tuple(r.split(",")) for r in w[1:].split("|"))) for w in words]
    else:
        found = [images([int(i) for i in word.split(",")]) for word in words]
    generators = [
        torch.tensor([[number(str(written(x))) for x in row] for row in rows]).double()
        for rows in finite_of(generators_of(group))
    ]
    both = [torch.block_diag(g, m) for g, m in zip(generators, found, strict=True)]  # type: ignore[no-untyped-call]
    n = len(generators[0])
    pairs = tuple((each[:n, :n], each[n:, n:]) for each in closed(both))
    known = {tuple((g + 0.0).round(decimals=6).flatten().tolist()) for g, _ in pairs}
    assert len(known) == len(pairs), "not a representation"
    return pairs


def represented(matrix: Tensor, group: Group, label: str, dual: bool, extent: int) -> Tensor:
    """The matrix by which an element moves an axis; `sign` is that of the points, signs dropped."""
    if group.family in ("C", "D") and label != "regular":
        points = length(group.size, {})
        if len(matrix) != points or label:
            matrix = corners(matrix, points)
    if label.startswith("induced:"):
        every = induced(group, label)
        matrix = next(m for g, m in every if torch.allclose(g, matrix, atol=1e-6))
        label = ""
    if label[:1].isdigit():
        matrix, label = irrep(matrix, group, label), ""
    match label:
        case "regular" if group.family not in ("C", "D"):
            matrix = regular(matrix, group)
        case "trivial":
            matrix = eye(1)
        case "sign":
            matrix = torch.det(matrix.abs()).reshape(1, 1)
        case "det":
            matrix = torch.det(matrix).reshape(1, 1)
        case _:
            assert label in ("", "regular"), label
    assert len(matrix) == extent, (group, label, matrix.shape, extent)
    return torch.linalg.inv(matrix).T if dual else matrix


def flat(matrix: Tensor, blocks: tuple[Block, ...]) -> Tensor:
    """The matrix of an element on a flat axis: its blocks in a row, copy by copy."""
    found: list[Tensor] = []
    for block in blocks:
        axis = block.axis
        single = eye(1)
        if axis is not None:
            assert axis.group is not None and isinstance(axis.extent, int)
            single = represented(matrix, axis.group, axis.label, axis.dual, axis.extent)
        found += [single] * block.copies
    out: Tensor = torch.block_diag(*found)  # type: ignore[no-untyped-call]
    return out


def act(value: Tensor, part: Part, moved: Elements) -> Tensor:
    """A value of a part, moved: entry (a, i) of a base and its fibre to (g a, h_a i)."""
    made = composite(part)
    if made is not None:
        return act_apart(value, part, made, moved)
    end = len(part.axes) + (part.multiplicity is not None)
    batch = value.dim() - end
    before = value.shape
    known = _extents(part, tuple(before[batch : batch + len(part.axes)]))
    value = value.reshape((*before[:batch], *known, *before[batch + len(part.axes) :]))
    every = list(range(value.dim()))
    for i, c in reversed(list(enumerate(coordinates(part)))):
        if c.group is None or c.group not in moved:
            continue
        single = moved[c.group]
        points = single.shape[:-2]
        found = [
            flat(each, c.blocks)
            if c.blocks
            else represented(each, c.group, c.label, c.dual, known[i])
            for each in single.reshape(-1, *single.shape[-2:])
        ]
        matrix = torch.stack(found).reshape(*points, *found[0].shape).to(value.dtype)
        rows = [batch + j for j in c.bases]
        new = [50 if axis == batch + i else axis for axis in every]
        value = torch.einsum(value, every, matrix, [*rows, 50, batch + i], new)
    return value.reshape(before)


def _extents(part: Part, lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The extents of coordinates; the one free one of an axis is what the others leave."""
    found: list[int] = []
    for i, whole in enumerate(lengths):
        inside = [c.extent for c in coordinates(part) if c.axis == i]
        known = prod(e for e in inside if isinstance(e, int))
        if len(inside) == 1:
            known, inside = 1, ["one"]
        found += [e if isinstance(e, int) else whole // known for e in inside]
    return tuple(found)


def symmetrised(value: Tensor, part: Part) -> Tensor:
    """The part of a value that is as `sym^k` and `alt^k` say."""
    end = len(part.axes) + (part.multiplicity is not None)
    batch = value.dim() - end
    for power in part.powers:
        orders, total = list(permutations(range(len(power.blocks)))), torch.zeros_like(value)
        for order in orders:
            axes = list(range(value.dim()))
            for block, other in zip(power.blocks, order, strict=True):
                for i, j in zip(block, power.blocks[other], strict=True):
                    axes[batch + i] = batch + j
            odd = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]) % 2
            total = total + (power.sign if odd else 1) * value.permute(axes)
        value = total / len(orders)
    return value


def shape(part: Part, sizes: Sizes) -> tuple[int, ...]:
    """The shape of a value without its batch axes."""
    axes = tuple(length(axis.extent, sizes) for axis in part.axes)
    return axes if part.multiplicity is None else (*axes, part.multiplicity)
