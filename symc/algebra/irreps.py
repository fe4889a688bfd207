"""Irreps as axes: their labels, sizes, and how many invariant tensors they have.

Rotations of space have e3nn's labels, `2e` in O(3) and `2` in SO(3); SU(2) has `k`, of size k + 1;
groups of the plane have `k`, the plane that turns k times as fast. `1o` and `1` are the defining
axes themselves, except for corners of polygons.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Literal

from symc.algebra.closure import parity
from symc.algebra.family import CHARACTERS, Signature, Slot
from symc.ir.symmetry import Axis, Block, Group

LARGEST = 16
"""The largest degree of an irrep of rotations."""

Kind = Literal["rotations", "spins", "planes"]
"""Rotations of space, SU(2), and turns and mirrors of the plane."""

_LABELS = {
    ("rotations", "O"): re.compile(r"(0|[1-9]\d*)[eo]"),
    ("rotations", "SO"): re.compile(r"0|[1-9]\d*"),
    ("spins", "SU"): re.compile(r"0|[1-9]\d*"),
}
_PLANES = re.compile(r"[1-9]\d*")


def kind_of(group: Group) -> Kind | None:
    """What irreps a group has; None where it has none with labels."""
    match group.family, group.parameters:
        case ("O" | "SO", (3,)):
            return "rotations"
        case ("SU", (2,)):
            return "spins"
        case ("O" | "SO", (2,)) | ("C" | "D", _):
            return "planes"
    return None


def is_irrep(slot: Slot) -> bool:
    """Whether a slot is that of an irrep with a label of its own.

    >>> is_irrep(Slot("2e")), is_irrep(Slot("det"))
    (True, False)
    """
    return slot.label[:1].isdigit()


def has_irreps(signature: Signature) -> bool:
    """Whether any axis is an irrep with a label of its own."""
    return any(map(is_irrep, signature.slots))


def looks_like_irrep(label: str) -> bool:
    """Whether a label is meant to be that of an irrep: it begins with a digit."""
    return label[:1].isdigit()


def names_irrep(group: Group, label: str) -> bool:
    """Whether a label is that of an irrep of a group."""
    kind = kind_of(group)
    if kind is None:
        return False
    return _LABELS.get((kind, group.family), _PLANES).fullmatch(label) is not None


def first_labels(group: Group, most: int = 6) -> tuple[str, ...]:
    """The labels of the smallest irreps of a group, those of degree up to `most`.

    >>> first_labels(Group("Turn", "C", (8,))), first_labels(Group("Rot", "O", (3,)), 1)
    (('1', '2', '3'), ('0e', '0o', '1e', '1o'))
    """
    size = group.size if group.family in ("C", "D") else 0
    assert isinstance(size, int)
    last = (size - 1) // 2 if size else most
    written = (f"{k}{parity}" for k in range(min(last, most) + 1) for parity in ("", "e", "o"))
    return tuple(label for label in written if names_irrep(group, label))


def are_own(group: Group, signature: Signature) -> bool:
    """Whether irreps on these axes are a group's own, not those of a group that holds it.

    SO(3) knows those of O(3): mirrors alone see their parity.
    """
    kind = kind_of(group)
    labels = [slot.label for slot in signature.slots if is_irrep(slot)]
    if kind == "rotations" and group.family == "SO":
        return True
    return kind is not None and all(names_irrep(group, label) for label in labels)


def degree(label: str) -> int:
    """The number in a label."""
    return int(label.rstrip("eo"))


def length(group: Group, label: str) -> int:
    """The size of the axis of an irrep."""
    match kind_of(group):
        case "rotations":
            return 2 * degree(label) + 1
        case "spins":
            return degree(label) + 1
    return 2


def own_label(group: Group, label: str) -> str:
    """The label that an axis bears: none where the irrep is the defining axis.

    >>> own_label(Group("Rot", "O", (3,)), "1o"), own_label(Group("Turn", "C", (8,)), "1")
    ('', '1')
    """
    defining = "1o" if kind_of(group) == "rotations" and group.family == "O" else "1"
    return "" if label == defining and group.family not in ("C", "D") else label


def flat(group: Group, written: tuple[tuple[int, str], ...]) -> Axis:
    """A flat axis of so many copies of irreps with these labels, in a row."""
    blocks: list[Block] = []
    extent = 0
    for copies, label in written:
        size, own = length(group, label), own_label(group, label)
        is_number = CHARACTERS.get(own) == "trivial"
        blocks.append(Block(copies, None if is_number else Axis(size, group, own)))
        extent += copies * size
    text = " + ".join(f"{copies}x{label}" for copies, label in written)
    return Axis(extent, group, blocks=tuple(blocks), written=f"{group.name}({text})")


def turned(axis: Axis, turn: Callable[[Axis], Axis]) -> Axis:
    """A flat axis with a function, such as the dual, of the axis of every block."""
    blocks = tuple(replace(block, axis=block.axis and turn(block.axis)) for block in axis.blocks)
    if blocks == axis.blocks:
        return axis
    text = axis.written.removesuffix("*") if axis.written.endswith("*") else f"{axis.written}*"
    return replace(axis, blocks=blocks, written=text)


def spin_of(group: Group, slot: Slot) -> int:
    """The number of a slot: l of rotations, k of SU(2) and of planes; 0 of a character."""
    if slot.label in ("trivial", "det", "sign"):
        return 0
    return degree(slot.label) if slot.label else 1


def parity_of(group: Group, slots: tuple[Slot, ...]) -> int:
    """What -1 in O(3), or the mirror of O(2), multiplies a product of such axes by, 1 or -1.

    Of the mirror of O(2) only the determinants count, as a plane has both signs.
    """
    odd = 0
    for slot in slots:
        if slot.label == "det":
            odd += 1
        elif kind_of(group) == "rotations":
            odd += slot.label == "" or slot.label.endswith("o")
    return -1 if odd % 2 else 1


@cache
def dimension(group: Group, signature: Signature) -> int:
    """The number of invariant tensors on these axes, by characters."""
    match kind_of(group):
        case "rotations":
            if group.family == "O" and parity_of(group, signature.slots) == -1:
                return 0
            return _multiplicities(group, signature.slots, step=1)[0]
        case "spins":
            return _multiplicities(group, signature.slots, step=2)[0]
    return _planar_dimension(group, signature)


def _multiplicities(group: Group, slots: tuple[Slot, ...], step: int) -> Counter[int]:
    """How often every irrep is in the product: spins couple from |a - b| to a + b by steps."""
    found = Counter({0: 1})
    for slot in slots:
        b = spin_of(group, slot)
        then: Counter[int] = Counter()
        for a, times in found.items():
            for c in range(abs(a - b), a + b + 1, step):
                then[c] += times
        found = then
    return found


def _planar_dimension(group: Group, signature: Signature) -> int:
    """The combinations of weights that cancel; with mirrors half of them."""
    found = Counter({0: 1})
    n = group.size if group.family in ("C", "D") else 0
    assert isinstance(n, int)
    for slot in signature.slots:
        then: Counter[int] = Counter()
        for a, times in found.items():
            for b, each in weights(group, slot).items():
                then[(a + b) % n if n else a + b] += times * each
        found = then
    turned = found[0]
    if group.family in ("C", "SO"):
        return turned
    assert turned % 2 == 0, "a mirror has trace 0 on a plane"
    return turned // 2


def weights(group: Group, slot: Slot) -> Counter[int]:
    """The frequencies at which turns move an axis, and how often each."""
    if slot.label == "trivial" or (slot.label == "det" and group.family in ("O", "SO")):
        return Counter({0: 1})
    n = group.size
    assert isinstance(n, int)
    if group.family in ("C", "D"):
        if slot.label in ("sign", "det"):
            turn = parity((*range(1, n), 0))
            return Counter({n // 2 if turn == -1 else 0: 1})
        if not slot.label or slot.label == "regular":
            times = 2 if slot.label and group.family == "D" else 1
            return Counter(dict.fromkeys(range(n), times))
    k = spin_of(group, slot)
    return Counter([k, -k])
