"""The paths of a product of irreps: which blocks couple to which, with exact coefficients."""

from fractions import Fraction

from symc.algebra.exact_couplings import exact_couplings
from symc.algebra.family import Slot, slot_of
from symc.algebra.intertwiner import is_induced, slot_action
from symc.algebra.irreps import kind_of, parity_of, spin_of
from symc.algebra.planar import planar_couplings
from symc.algebra.wigner import clebsch_gordan, wigner_3j
from symc.ir.coupling import Coupling
from symc.ir.form import scaled
from symc.ir.irrep_product import IrrepPath, Mode
from symc.ir.symmetry import Axis, Group, Part

Parts = tuple[Part, ...]

_NUMBER = Slot("trivial")


def is_coupled(axis: Axis) -> bool:
    """Whether products couple an axis, as they must unless its entries are permuted."""
    if axis.group is None or axis.site or axis.is_point or axis.blocks or axis.fibres:
        return False
    slot = slot_of(axis)
    return slot.label in ("det", "sign") or slot_action(axis.group, slot) != "permutation"


def coupled_axes(part: Part) -> tuple[Axis, ...]:
    """The irreps of a part."""
    return tuple(axis for axis in part.axes if is_coupled(axis))


def shared_axes(part: Part) -> tuple[Axis, ...]:
    """All its other axes, entry by entry."""
    return tuple(axis for axis in part.axes if not is_coupled(axis))


def components(part: Part) -> int:
    """The length of the irrep of a part; of a number 1."""
    axes = coupled_axes(part)
    extent = axes[0].extent if axes else 1
    assert isinstance(extent, int)
    return extent


def spin(part: Part) -> int:
    """The number of the irrep of a part; 0 of a number."""
    return sum(spin_of(a.group, slot_of(a)) for a in coupled_axes(part) if a.group is not None)


def couplings(group: Group, slots: tuple[Slot, Slot, Slot]) -> tuple[Coupling, ...]:
    """All couplings of two irreps to a third, of unit norm; none where parity forbids them."""
    if kind_of(group) is None or any(map(is_induced, slots)):
        return exact_couplings(group, slots)
    one, two, three = (spin_of(group, slot) for slot in slots)
    match kind_of(group):
        case "rotations":
            if group.family == "O" and parity_of(group, slots) == -1:
                return ()
            found = wigner_3j(one, two, three)
            return (found,) if found.entries else ()
        case "spins":
            found = clebsch_gordan(one, two, three)
            return (found,) if found.entries else ()
    size = group.size if group.family in ("C", "D") else 0
    assert isinstance(size, int)
    every = planar_couplings(one, two, three, size)
    if group.family in ("SO", "C"):
        return tuple(each.coupling for each in every)
    even = sum(slot.label == "det" for slot in slots) % 2 == 0
    return tuple(each.coupling for each in every if each.even is even)


def irrep_paths(x: Parts, y: Parts, z: Parts, mode: Mode) -> tuple[IrrepPath, ...]:
    """All paths, normalized as e3nn's "element": those of one number of channels of x together.

    Channelwise paths are those between blocks of x and z with as many channels, one for each copy
    of the block of y. Within one number of channels they are ordered by z, x, y and copy.
    """
    found: list[IrrepPath] = []
    for width in dict.fromkeys(part.channels for part in x):
        for c, target in enumerate(z):
            if mode == "channelwise" and target.channels != width:
                continue
            for a, first in enumerate(x):
                if first.channels == width:
                    found += _paths(a, first, y, c, target)
    total: dict[int, int] = {}
    for path in found:
        fan = x[path.x].channels if mode == "full" else 1
        total[path.z] = total.get(path.z, 0) + fan
    return tuple(
        IrrepPath(
            p.x,
            p.y,
            p.copy,
            p.z,
            scaled(p.coupling, Fraction(p.coupling.sizes[2], total[p.z])),
        )
        for p in found
    )


def _paths(a: int, first: Part, y: Parts, c: int, target: Part) -> list[IrrepPath]:
    found = []
    for b, second in enumerate(y):
        for coupling in couplings_between(first, second, target):
            found += [IrrepPath(a, b, copy, c, coupling) for copy in range(second.channels)]
    return found


def couplings_between(x: Part, y: Part, z: Part) -> tuple[Coupling, ...]:
    """All couplings of the irreps of three parts."""
    axes = [coupled_axes(part) for part in (x, y, z)]
    groups = {axis.group for found in axes for axis in found}
    if not groups:
        return (wigner_3j(0, 0, 0),)
    if len(groups) > 1 or any(len(found) > 1 for found in axes):
        return ()
    (group,) = groups
    assert group is not None
    one, two, three = (slot_of(found[0]) if found else _NUMBER for found in axes)
    return couplings(group, (one, two, three))
