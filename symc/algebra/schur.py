"""Parts whose axes of a group are one irrep each: linear maps are one number per pair (Schur).

An irrep of dimension d is then looked at as the defining axis of a group of its own that has the
same maps between single axes: O(d) for a real irrep whose maps are the multiples of the identity,
U(d) for a complex one, and SO(2) where a turn of the plane is a map, too. Planes of C(n) and D(n)
are irreps, and those of different labels differ, where they turn less than n/2 times as fast.
"""

from dataclasses import replace

from symc.algebra.atoms import slots_of
from symc.algebra.family import Signature, Slot, slot_of
from symc.algebra.intertwiner import dimension
from symc.algebra.irreps import is_irrep, kind_of, parity_of, spin_of
from symc.ir.symmetry import Axis, Group, Part


def apart(part: Part) -> Part:
    """A part with every irrep as the defining axis of a group of its own, for its shape alone."""
    axes = (
        replace(axis, group=Group(f"{axis.group.name}_{axis.label}", "O", (axis.extent,)), label="")
        if axis.group is not None and is_irrep(slot_of(axis))
        else axis
        for axis in part.axes
    )
    return replace(part, axes=tuple(axes))


_SMALL = ("trivial", "det", "sign")


def is_by_irrep(group: Group, parts: tuple[Part, ...]) -> bool:
    """Whether some axis is an irrep of a group with a label, and every part one irrep of it."""
    if any(part.powers for part in parts):
        return False
    held = [slots_of(part).get(group, ()) for part in parts]
    if not any(is_irrep(slot) for slots in held for slot in slots):
        return False
    return all(_is_one(group, slots) for slots in held)


def _is_one(group: Group, slots: tuple[Slot, ...]) -> bool:
    """Whether the product of these axes is an irrep that is known by its label alone."""
    large = [slot for slot in slots if slot.label not in _SMALL]
    if len(large) > 1 or any(slot.dual for slot in slots):
        return False
    if group.family in ("C", "D"):
        size = group.size
        assert isinstance(size, int)
        if not all(is_irrep(slot) and 0 < 2 * spin_of(group, slot) < size for slot in large):
            return False
    return not (large and kind_of(group) == "planes" and _is_twisted(group, slots))


def _is_twisted(group: Group, slots: tuple[Slot, ...]) -> bool:
    """Whether the characters among these axes change sign together."""
    small = tuple(slot for slot in slots if slot.label in _SMALL)
    return bool(small) and not dimension(group, Signature((), small))


def by_irrep(part: Part, groups: tuple[Group, ...]) -> Part:
    """A part with every irrep of these groups as the defining axis of a group of its own."""
    axes = list(part.axes)
    for group in groups:
        own = [i for i, axis in enumerate(part.axes) if axis.group == group]
        slots = tuple(slot_of(part.axes[i]) for i in own)
        bearer = _bearer(group, own, slots)
        for i in own:
            axes[i] = Axis(1) if i != bearer else _axis(part.axes[i], group, slots)
    return replace(part, axes=tuple(axes))


def _bearer(group: Group, own: list[int], slots: tuple[Slot, ...]) -> int | None:
    """The axis that stands for all of them; None where they are trivial together."""
    large = [i for i, slot in zip(own, slots, strict=True) if slot.label not in _SMALL]
    if large:
        return large[0]
    return own[0] if _is_twisted(group, slots) else None


def _axis(axis: Axis, group: Group, slots: tuple[Slot, ...]) -> Axis:
    """The axis of the group that stands for one irrep."""
    spin = sum(spin_of(group, slot) for slot in slots)
    label = str(spin)
    if kind_of(group) == "rotations" and group.family == "O":
        label += "e" if parity_of(group, slots) == 1 else "o"
    assert isinstance(axis.extent, int)
    family = "U" if kind_of(group) == "spins" else "O"
    if kind_of(group) == "planes" and not spin:
        label = "sign"
    elif kind_of(group) == "planes":
        family = "SO" if group.family in ("C", "SO") else "O"
    return Axis(axis.extent, Group(f"{group.name}_{label}", family, (axis.extent,)))
