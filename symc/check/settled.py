"""Whether arguments have one place under a group: no element but the identity leaves them alone."""

from dataclasses import replace
from math import prod
from operator import mul

from symc.algebra.elements import Make, Rows, Step, steps
from symc.check.centred import as_vectors
from symc.ir.symmetry import Axis, Group, Part
from symc.layers.budget import OverBudget, count_maps

TINY = 1e-6
"""Entries of matrices of one group are closer than this only if they are the same."""

MANY = 1 << 20
"""How many points an axis of a free size is taken to have."""


def is_settled(group: Group, make: Make, parts: tuple[Part, ...]) -> bool:
    """Whether arguments of these types, generic ones, have a place of their own under a group.

    Of a finite group every element has to move some argument. Rotations have to be told by vectors
    that are linear maps of the arguments, or these and what matrices among them make of one: d of
    them, or d - 1 where the last one is that which completes a rotation.
    """
    if make == "table":
        return _is_faithful(group, parts)
    if make not in ("orthogonal", "rotation"):
        return True
    assert isinstance(group.size, int)
    found = sum(_vectors(group, part) for part in parts)
    return found + bool(found) * sum(_turned(group, part) for part in parts) >= wanted(group, make)


def wanted(group: Group, make: Make) -> int:
    """How many independent vectors tell a rotation."""
    assert isinstance(group.size, int)
    return group.size - (make == "rotation")


def are_vectors_enough(group: Group, make: Make, parts: tuple[Part, ...]) -> bool:
    """Whether vectors that depend linearly on the arguments tell a rotation."""
    return sum(_vectors(group, part) for part in parts) >= wanted(group, make)


def _vectors(group: Group, part: Part) -> int:
    """How many vectors a part has: the multiplicity of the vector, times channels and points."""
    return _hom(part, (_own(group),), group) * _entries(group, part)


def _turned(group: Group, part: Part) -> int:
    """How many matrices a part has that turn a vector into another one, counted once each."""
    if sum(axis.group == group for axis in part.axes) < 2:
        return 0
    grown = replace(part, axes=(*part.axes, _own(group)))
    made = _hom(grown, (_own(group),), group) - _hom(part, (), group)
    return _entries(group, part) if made > 0 else 0


def _hom(part: Part, axes: tuple[Axis, ...], group: Group) -> int:
    """The number of maps to a tensor, for each channel and point."""
    source = replace(part, multiplicity=None)
    if not part.powers:
        source = replace(source, axes=tuple(a for a in part.axes if not _is_counted(a, group)))
    seen = as_vectors(source)
    assert isinstance(seen, Part)
    try:
        return count_maps((seen,), Part(axes))
    except OverBudget:
        return MANY


def _entries(group: Group, part: Part) -> int:
    """Channels, times the lengths of axes that are plain or hold points, seen from their centre."""
    axes = () if part.powers else tuple(axis for axis in part.axes if _is_counted(axis, group))
    lengths = (a.extent if isinstance(a.extent, int) else MANY for a in axes)
    return part.channels * (prod(lengths) - any(axis.is_point for axis in part.axes))


def _is_counted(axis: Axis, group: Group) -> bool:
    if axis.is_plain:
        return True
    other = axis.group
    return other is not None and other != group and other.family == "S" and not axis.label


def _own(group: Group) -> Axis:
    return Axis(group.size, group)


def _is_faithful(group: Group, parts: tuple[Part, ...]) -> bool:
    """Whether every element of a finite group but the identity moves some part."""
    moved = [[axis.label for axis in part.axes if axis.group == group] for part in parts]
    defining = steps(group, "")
    if any("regular" in labels or labels == [""] for labels in moved):
        return True
    if all(isinstance(entry, int) for each in defining for entry in each):
        return any("" in labels for labels in moved)  # of permutations, products are faithful
    labels = ("", *dict.fromkeys(x for each in moved for x in each if x not in ("", "trivial")))
    given = tuple(zip(*(map(_matrix, steps(group, label)) for label in labels), strict=True))
    one = tuple(_identity(len(each)) for each in given[0])
    found, seen = [one], {_key(one)}
    for element in found:
        for step in given:
            new = tuple(_times(a, b) for a, b in zip(step, element, strict=True))
            if _key(new) in seen:
                continue
            seen.add(_key(new))
            found.append(new)
            traces = dict(zip(labels, new, strict=True))
            if not any(_is_moved(traces, each) for each in moved):
                return False
    return True


def _is_moved(element: dict[str, Rows], labels: list[str]) -> bool:
    """A product of traces is the dimension where nothing is moved, and less elsewhere."""
    known = [element[label] for label in labels if label != "trivial"]
    traces = (sum(row[i] for i, row in enumerate(each)) for each in known)
    return abs(prod(traces) - prod(map(len, known))) > TINY


def _matrix(step: Step) -> Rows:
    rows: list[tuple[float, ...]] = []
    for i, entry in enumerate(step):
        if isinstance(entry, int):
            rows.append(tuple(float(to == i) for to in step))
        elif isinstance(entry, tuple):
            rows.append(entry)
    return tuple(rows)


def _identity(size: int) -> Rows:
    return tuple(tuple(float(i == j) for j in range(size)) for i in range(size))


def _times(a: Rows, b: Rows) -> Rows:
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(sum(map(mul, row, column)) for column in columns) for row in a)


def _key(element: tuple[Rows, ...]) -> tuple[int, ...]:
    """The first matrix tells elements apart."""
    return tuple(round(x / TINY) for row in element[0] for x in row)
