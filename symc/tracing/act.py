"""Random elements of the group of a weight space, and how they move its tensors."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

import torch
from torch import Tensor

from symc.tracing.space import Entry, Segment, Space

Element = Mapping[str, Tensor]
"""For every group a permutation, or one for every point of the groups that it lies within."""


def identity(space: Space) -> dict[str, Tensor]:
    """The element that moves nothing."""
    found: dict[str, Tensor] = {}
    for group in space.groups:
        over = _over(space, group.name)
        found[group.name] = torch.arange(group.size).expand(*over, group.size).contiguous()
    return found


def drawn(space: Space, names: Iterator[str] | tuple[str, ...], seed: int) -> Element:
    """A random element that moves the named groups only."""
    random = torch.Generator().manual_seed(seed)
    found = identity(space)
    for name in names:
        keys = torch.rand(found[name].shape, generator=random)
        found[name] = keys.argsort(-1)
    return found


def moved(space: Space, entry: Entry, tensor: Tensor, element: Element) -> Tensor:
    """The tensor, moved; each fibre by the permutation of the nearest point to its left."""
    found = tensor.clone()
    offsets = [_offsets(space, axis) for axis in entry.axes]
    for block in product(*offsets):
        part, target = tensor, found
        for dim, (start, segment) in enumerate(block):
            length = _length(space, segment)
            part, target = part.narrow(dim, start, length), target.narrow(dim, start, length)
        factors = [factor for _, segment in block for factor in segment]
        target.copy_(_block(space, factors, part, element).reshape(target.shape))
    return found


def _block(space: Space, factors: list[int | str], part: Tensor, element: Element) -> Tensor:
    shape = [space.size(factor) for factor in factors]
    part = part.reshape(shape)
    for dim in reversed(range(len(factors))):
        factor = factors[dim]
        if isinstance(factor, int):
            continue
        places = [*_bases(space, factors, dim), dim]
        index = element[factor]
        wide = [1] * len(shape)
        for place in places:
            wide[place] = shape[place]
        if len(places) == 1:
            part = part.index_select(dim, index)
        else:
            part = part.take_along_dim(index.reshape(wide), dim)
    return part


def _bases(space: Space, factors: list[int | str], dim: int) -> list[int]:
    """Where the groups stand that a factor lies within, outermost first."""
    within = {group.name: group.within for group in space.groups}
    base = within[str(factors[dim])]
    if not base:
        return []
    place = max(k for k in range(dim) if factors[k] == base)
    return [*_bases(space, factors, place), place]


def _over(space: Space, name: str) -> tuple[int, ...]:
    group = next(group for group in space.groups if group.name == name)
    return (*_over(space, group.within), space.size(group.within)) if group.within else ()


def _offsets(space: Space, axis: tuple[Segment, ...]) -> list[tuple[int, Segment]]:
    found, start = [], 0
    for segment in axis:
        found.append((start, segment))
        start += _length(space, segment)
    return found


def _length(space: Space, segment: Segment) -> int:
    return prod(space.size(factor) for factor in segment)
