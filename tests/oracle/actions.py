"""Random group elements and how they move values of a type, from the definition of the actions."""

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from symc.ir.symmetry import Axis, Group, Part

Sizes = Mapping[str, int]
Elements = dict[Group, Tensor]


def mover(axis: Axis) -> Group | None:
    """What moves an axis: its group; a plain axis of free size is permuted by an S of its own."""
    if axis.group is None and isinstance(axis.extent, str):
        return Group(axis.extent, "S", (axis.extent,))
    return axis.group


def length(extent: int | str, sizes: Sizes) -> int:
    """The length of an axis, once the free sizes are known."""
    return extent if isinstance(extent, int) else sizes[extent]


def movers(parts: Iterable[Part]) -> list[Group]:
    """Everything that moves an axis of these parts, each once."""
    found = (mover(axis) for part in parts for axis in part.axes)
    return list(dict.fromkeys(group for group in found if group is not None))


def permutation(n: int, generator: torch.Generator) -> Tensor:
    """A random permutation matrix; not the identity where there is another one."""
    one = torch.eye(n, dtype=torch.float64)
    order = torch.randperm(n, generator=generator)
    if n > 1 and bool((order == torch.arange(n)).all()):
        order = order.roll(1)
    return one[order]


def rotation(n: int, generator: torch.Generator, det: int = 1) -> Tensor:
    """A random orthogonal matrix of this determinant."""
    q: Tensor = torch.linalg.qr(torch.randn(n, n, dtype=torch.float64, generator=generator)).Q
    if torch.det(q) * det < 0:
        q[:, 0] *= -1
    return q


def element(group: Group, sizes: Sizes, generator: torch.Generator) -> Tensor:
    """A random element; of O(n) one that reflects, as rotations alone cannot tell O from SO."""
    n = length(group.size, sizes)
    if group.family == "S":
        return permutation(n, generator)
    return rotation(n, generator, -1 if group.family == "O" else 1)


def elements(parts: Iterable[Part], sizes: Sizes, generator: torch.Generator) -> Elements:
    """A random element of everything that moves these parts."""
    return {group: element(group, sizes, generator) for group in movers(parts)}


def act(value: Tensor, part: Part, moved: Elements) -> Tensor:
    """A value of a part, moved."""
    end = len(part.axes) + (part.multiplicity is not None)
    for i, axis in enumerate(part.axes):
        group = mover(axis)
        if group is None or group not in moved:
            continue
        matrix = moved[group].to(value.dtype)
        at = value.dim() - end + i
        value = torch.tensordot(value, matrix, dims=([at], [1])).movedim(-1, at)
    return value


def shape(part: Part, sizes: Sizes) -> tuple[int, ...]:
    """The shape of a value without its batch axes."""
    axes = tuple(length(axis.extent, sizes) for axis in part.axes)
    return axes if part.multiplicity is None else (*axes, part.multiplicity)
