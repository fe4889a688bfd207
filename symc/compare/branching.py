"""Axes of a group as axes of smaller ones: points in several sets, irreps of rotations as planes.

Turns of a plane are those about the third axis, its mirrors those of the second coordinate (with
the third, where only rotations are there); the smaller symmetric groups take their points in a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from symc.algebra.irreps import kind_of, own_label
from symc.algebra.numbers import approximate
from symc.algebra.rotated import tangent, turned
from symc.ir.symmetry import Axis, Group, Part

if TYPE_CHECKING:
    from torch import Tensor

Rows = tuple[tuple[float, ...], ...]
"""What each entry of a smaller axis is in those of the larger one."""

Square = tuple[tuple[int, ...], ...]
SPIN: Square = ((0, -1, 0), (1, 0, 0), (0, 0, 0))


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of an axis under a smaller group: an axis, or a number where it is None."""

    axis: Axis | None
    rows: Rows


@dataclass(frozen=True, slots=True)
class Cut:
    """An axis of a part that is cut, and what is left of it: an axis, or a number."""

    place: int
    rows: Rows
    axis: Axis | None

    @property
    def is_gone(self) -> bool:
        """Whether a number is left."""
        return self.axis is None


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a tensor under smaller groups."""

    part: Part
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Smaller:
    """A group of an old model, and those of the new one that took its place."""

    group: Group
    into: tuple[Group, ...]

    def pieces(self, part: Part) -> tuple[Piece, ...] | None:
        """A part under the smaller groups; None where it is not known how it falls apart."""
        choices: list[list[tuple[int, Branch | None]]] = []
        for i, axis in enumerate(part.axes):
            if self.group not in (axis.group, *axis.fibres):
                choices.append([(i, None)])
                continue
            found = self._branches(axis)
            if found is None or part.powers:
                return None
            choices.append([(i, branch) for branch in found])
        return tuple(_piece(part, chosen) for chosen in product(*choices))

    def _branches(self, axis: Axis) -> tuple[Branch, ...] | None:
        if axis.fibres or axis.dual or axis.blocks or axis.factors or axis.site:
            return None
        if kind_of(self.group) == "rotations":
            return _planes(self.group, axis, self.into[0])
        return None if axis.label else _points(self.group, self.into)


def smaller(olds: Sequence[Group], news: Sequence[Group]) -> Smaller | None:
    """The group that smaller ones took the place of, if they did."""
    gone = [group for group in olds if group not in news]
    into = tuple(group for group in news if group not in olds)
    if len(gone) != 1 or not into or gone[0].translations:
        return None
    (group,) = gone
    kinds = [kind_of(each) for each in into]
    if kind_of(group) == "rotations" and kinds == ["planes"]:
        return Smaller(group, into)
    sizes = [each.size for each in (group, *into)]
    if {each.family for each in (group, *into)} != {"S"}:
        return None
    numbers = [size for size in sizes if isinstance(size, int)]
    if len(numbers) < len(sizes) or sum(numbers[1:]) > numbers[0] or len(into) == numbers[0]:
        return None
    return Smaller(group, into) if len(into) > 1 or numbers[1] < numbers[0] else None


def _piece(part: Part, chosen: tuple[tuple[int, Branch | None], ...]) -> Piece:
    axes = [part.axes[i] if each is None else each.axis for i, each in chosen]
    cuts = tuple(Cut(i, each.rows, each.axis) for i, each in chosen if each is not None)
    return Piece(replace(part, axes=tuple(axis for axis in axes if axis is not None)), cuts)


def _points(group: Group, into: tuple[Group, ...]) -> tuple[Branch, ...]:
    """Points in a row: those of every smaller group, and then single ones."""
    size = group.size
    assert isinstance(size, int)
    found, at = [], 0
    for each in into:
        assert isinstance(each.size, int)
        found.append(Branch(Axis(each.size, each), _units(range(at, at + each.size), size)))
        at += each.size
    return (*found, *(Branch(None, _units([i], size)) for i in range(at, size)))


def _units(places: Sequence[int], size: int) -> Rows:
    return tuple(tuple(float(i == k) for i in range(size)) for k in places)


def _planes(group: Group, axis: Axis, into: Group) -> tuple[Branch, ...] | None:
    """An irrep of rotations under turns about the third axis: the planes that turn m times as fast.

    Of a plane the first axis is what the mirror keeps, and the second what the turn makes of it.
    """
    import torch

    if axis.label in ("det", "trivial") or axis.label[:1] == "0":
        label = axis.label
    else:
        label = axis.label or ("1o" if group.family == "O" else "1")
    has_mirror = into.family in ("O", "D")
    third = 1 if group.family == "O" else -1
    flip: Square = ((1, 0, 0), (0, -1, 0), (0, 0, third))
    if label in ("det", "trivial", "0", "0e", "0o"):
        sign = third * -1 if label in ("det", "0o") else 1
        return (Branch(_character(into, sign if has_mirror else 1), ((1.0,),)),)
    spin, mirror = (_floats(made) for made in (tangent(SPIN, label), turned(flip, label)))
    found = []
    for m in range(len(spin) // 2 + 1):
        square = spin @ spin + m * m * torch.eye(len(spin)).double()
        kept = (mirror - torch.eye(len(spin)).double()) if m else spin
        first = _null(torch.cat([square, kept]))
        if m == 0:
            sign = round(float(first @ mirror @ first))
            found.append(Branch(_character(into, sign if has_mirror else 1), _rows(first)))
            continue
        made = _turning(into, m, first, spin @ first / m)
        if made is None:
            return None
        found += made
    return tuple(found)


def _turning(into: Group, m: int, first: "Tensor", second: "Tensor") -> list[Branch] | None:
    """The plane that turns m times as fast, as a polygon sees it."""
    n = into.size if into.family in ("C", "D") else 0
    assert isinstance(n, int)
    k = m % n if n else m
    if n and k == 0:
        signs = (1, -1) if into.family == "D" else (1, 1)
        both = zip(signs, (first, second), strict=True)
        return [Branch(_character(into, sign), _rows(each)) for sign, each in both]
    if n and 2 * k == n:
        return None
    if n and 2 * k > n:
        k, second = n - k, -second
    return [Branch(Axis(2, into, own_label(into, str(k))), _rows(first, second))]


def _character(into: Group, sign: int) -> Axis | None:
    return None if sign == 1 else Axis(1, into, "det")


def _floats(matrix: "Sequence[Sequence[object]]") -> "Tensor":
    import torch

    rows = [[approximate(entry).real for entry in row] for row in matrix]  # type: ignore[arg-type]
    return torch.tensor(rows, dtype=torch.float64)


def _null(matrix: "Tensor") -> "Tensor":
    """The one vector of length 1 that a matrix sends to 0, its largest entry above 0."""
    import torch

    vector = torch.linalg.svd(matrix).Vh[-1]
    found: Tensor = vector * vector[vector.abs().argmax()].sign()
    return found


def _rows(*vectors: "Tensor") -> Rows:
    return tuple(tuple(0.0 if abs(x) < 1e-15 else x for x in each.tolist()) for each in vectors)


def embedded(piece: "Tensor", cuts: tuple[Cut, ...]) -> "Tensor":
    """A batch of pieces as tensors that are 0 elsewhere."""
    import torch

    for cut in cuts:
        axis = cut.place + 1
        piece = piece.unsqueeze(axis) if cut.is_gone else piece
        rows = torch.tensor(cut.rows, dtype=piece.dtype)
        piece = torch.tensordot(piece.movedim(axis, -1), rows, 1).movedim(-1, axis)
    return piece


def taken(tensor: "Tensor", cuts: tuple[Cut, ...]) -> "Tensor":
    """The pieces of a batch of tensors."""
    import torch

    for cut in reversed(cuts):
        axis = cut.place + 1
        rows = torch.tensor(cut.rows, dtype=tensor.dtype)
        tensor = torch.tensordot(tensor.movedim(axis, -1), rows.T, 1).movedim(-1, axis)
        tensor = tensor.squeeze(axis) if cut.is_gone else tensor
    return tensor
