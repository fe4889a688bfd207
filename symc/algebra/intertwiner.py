"""Hom_G between tensor types of a product of groups: dimensions multiply, diagrams pair up."""

from dataclasses import replace
from functools import cache
from math import prod

from symc.algebra import exact, irreps
from symc.algebra.atoms import atoms, clusters, moved_by, slots_of, tree_between
from symc.algebra.families import FAMILIES
from symc.algebra.family import Action, Signature, Slot, slot_of
from symc.algebra.irrep_tensors import irrep_tensors
from symc.algebra.nested import Tree, count
from symc.algebra.symmetrized import has_powers
from symc.ir.diagram import Hom
from symc.ir.symmetry import Axis, Group, Part
from symc.ir.tensors import Tensors


def signature_between(group: Group, sources: tuple[Part, ...], target: Part) -> Signature:
    """The axes of one group in the sources, one after the other, and in the target."""
    below = tuple(slot for part in sources for slot in slots_of(part).get(group, ()))
    return Signature(below, slots_of(target).get(group, ()))


def orders(part: Part, folded: tuple[Group, ...] = ()) -> dict[Group, int]:
    """How many axes of each group a frame of this part has, in the order of first appearance.

    Axes of size 1 (`det`, `sign`) and the axes of folded groups are none.
    """
    found: dict[Group, int] = {}
    for atom in atoms(part):
        if atom.group is not None and atom.group not in folded and not atom.slot.label:
            found[atom.group] = found.get(atom.group, 0) + 1
    return found


def plain_entries(part: Part) -> int:
    """The number of entries of all constant plain axes together."""
    return prod(a.extent for a in part.axes if moved_by(a) is None and isinstance(a.extent, int))


def maps_between(sources: tuple[Part, ...], target: Part) -> int:
    """The number of basis maps per channel pair from the tensor product of `sources` to `target`.

    One source is a linear map, two are a bilinear one, none is the constant. Closed formulas, but
    for symmetric and alternating powers, whose maps are counted. A free size counts as large.
    """
    parts = (*sources, target)
    fixed = prod(plain_entries(part) for part in parts)
    if has_powers(parts):
        from symc.algebra.joint import joint_maps

        bare = tuple(replace(part, multiplicity=None) for part in parts)
        return fixed * len(joint_maps(bare[:-1], bare[-1]).maps)
    return fixed * prod(maps_of(groups, sources, target) for groups in clusters(parts))


def maps_of(groups: tuple[Group, ...], sources: tuple[Part, ...], target: Part) -> int:
    """The number of basis maps of one group, or of groups within one another."""
    if len(groups) == 1:
        return dimension(groups[0], signature_between(groups[0], sources, target))
    return _nested_count(tree_between(groups, sources, target))


@cache
def _nested_count(tree: Tree) -> int:
    return count(tree)


def constants(target: Part) -> int:
    """The number of biases per channel: the invariants of `target`."""
    return maps_between((), target)


def action_of(axis: Axis) -> Action:
    """How an axis moves its entries; nothing counts as a permutation."""
    group = moved_by(axis)
    return "permutation" if group is None else slot_action(group, slot_of(axis))


def slot_action(group: Group, slot: Slot) -> Action:
    """How a group moves the entries of one of its axes."""
    if is_induced(slot):
        from symc.algebra import induced_axes

        return induced_axes.action(slot)
    if irreps.is_irrep(slot):
        return "unitary" if irreps.kind_of(group) == "spins" else "orthogonal"
    return FAMILIES[group.family].action(group, slot)


def is_induced(slot: Slot) -> bool:
    """Whether a slot is that of an induced representation, which no family knows of."""
    return slot.label.startswith("induced:")


def _has_induced(signature: Signature) -> bool:
    return any(map(is_induced, signature.slots))


def is_permuted(group: Group) -> bool:
    """Whether a group permutes the entries of its defining axes."""
    return FAMILIES[group.family].action(group, Slot()) == "permutation"


def is_complex(group: Group) -> bool:
    """Whether a group makes every model that names it complex."""
    return FAMILIES[group.family].is_complex


@cache
def dimension(group: Group, signature: Signature) -> int:
    """The number of maps of one group; generic if its size is free."""
    if _has_induced(signature):
        from symc.algebra import induced_axes

        return induced_axes.dimension(group, signature)
    if irreps.has_irreps(signature):
        if not irreps.are_own(group, signature):
            return exact.dimension(group, signature)
        return irreps.dimension(group, signature)
    return FAMILIES[group.family].dimension(group, signature)


@cache
def hom(group: Group, signature: Signature) -> Hom | None:
    """The diagrams of one group's maps; their number is asserted against the closed formula."""
    if _has_induced(signature) or irreps.has_irreps(signature):
        return None
    found = FAMILIES[group.family].hom(group, signature)
    if found is not None:
        expected = dimension(group, signature)
        assert len(found.diagrams) == expected, (group, signature, len(found.diagrams), expected)
    return found


@cache
def tensors(group: Group, signature: Signature) -> Tensors:
    """One group's maps as exact tensors; their number is asserted against the closed formula."""
    if _has_induced(signature):
        from symc.algebra import induced_axes

        found = induced_axes.tensors(group, signature)
    elif irreps.has_irreps(signature) and irreps.are_own(group, signature):
        found = irrep_tensors(group, signature)
    elif irreps.has_irreps(signature):
        found = exact.invariant_tensors(group, signature)
    else:
        found = FAMILIES[group.family].tensors(group, signature)
    expected = dimension(group, signature)
    assert found.count == expected, (group, signature, found.count, expected)
    return found
