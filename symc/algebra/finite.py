"""What all finite families share: axes, actions, dimensions and bases from permutations alone.

A family tells its generators as signed permutations of the coordinates and the order of its
groups; one that numbers its elements in an order of its own also tells its regular axes.
"""

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Protocol, runtime_checkable

from symc.algebra.closure import (
    TooLarge,
    alternating_order,
    are_within,
    compose,
    cycles,
    determinant,
    elements,
    is_signed,
    parity,
)
from symc.algebra.family import Action, Element, Signature, Slot
from symc.algebra.orbit_counts import chain_count, mean_of_characters
from symc.algebra.orbits import Generator, orbit_count, orbits_of
from symc.ir.symmetry import Extent, Generators, Group, Images
from symc.ir.tensors import Orbits

REGULAR_LIMIT = 5_000
"""The largest group that has a regular axis."""

WALK_LIMIT = 1_000_000
"""The largest number of index tuples that are counted one by one where there is a choice."""

CHAIN_POINTS = 50
"""On at most this many points, stabilizers are found in good time."""


@dataclass(frozen=True, slots=True)
class Regular:
    """The elements of a group by name, in order, and how its generators multiply from the left."""

    names: tuple[str, ...]
    generators: tuple[Images, ...]


class Finite(Protocol):
    """A family of finite groups of signed permutations."""

    def order(self, group: Group) -> int:
        """The number of elements."""

    def generators(self, group: Group) -> Generators:
        """Signed permutations of the coordinates."""


@runtime_checkable
class Ordered(Protocol):
    """A family that numbers the elements of its groups in an order of its own."""

    def regular(self, group: Group) -> Regular:
        """The elements in order, and the regular representation."""


def length(group: Group, label: str) -> Extent | None:
    """The size of an axis; characters have size 1. Too large a group has no regular axis."""
    if label == "regular" and not group.is_free:
        order = _family(group).order(group)
        if order > REGULAR_LIMIT:
            raise TooLarge(order, REGULAR_LIMIT)
        return order
    return {"": group.size, "sign": 1, "det": 1, "trivial": 1}.get(label)


def action(group: Group, slot: Slot) -> Action:
    """Signed permutations where a generator changes a sign; a free size counts as large."""
    if group.is_free:
        return "signed permutation" if slot.label in ("sign", "det") else "permutation"
    if slot.label == "regular":
        return "permutation"
    signed = any(map(is_signed, representation(group, slot)))
    return "signed permutation" if signed else "permutation"


def dimension(group: Group, signature: Signature) -> int:
    """The number of invariant tensors.

    A regular axis is moved freely, so that every orbit has |G| tuples and a tensor. Else it is the
    mean of the characters, or where there are too many elements the number of orbits.
    """
    if signature.count("regular"):
        return spanning(group, signature) // _family(group).order(group)
    generators = steps(group)
    points, signs, dets = (signature.count(label) for label in ("", "sign", "det"))
    if are_within(generators):
        return mean_of_characters(generators, points, signs, dets)
    if spanning(group, signature) <= WALK_LIMIT or not has_chain(generators):
        return orbit_count(_moves(group, signature), shape(group, signature.slots))
    twist = tuple(parity(g) ** (signs % 2) * determinant(g) ** (dets % 2) for g in generators)
    return chain_count(generators, points, twist)


def has_chain(generators: tuple[Images, ...]) -> bool:
    """Whether orbits of index tuples can be counted without listing the tuples."""
    known = len(generators[0]) <= CHAIN_POINTS or are_within(generators)
    return known or alternating_order(generators) is not None


def spanning(group: Group, signature: Signature) -> int:
    """The number of index tuples."""
    return prod(shape(group, signature.slots))


def tensors(group: Group, signature: Signature) -> Orbits:
    """The orbits of index tuples."""
    below, above = (shape(group, side) for side in (signature.bottom, signature.top))
    return orbits_of(_moves(group, signature), below, above)


def shape(group: Group, slots: tuple[Slot, ...]) -> tuple[int, ...]:
    """The lengths of these axes."""
    found = tuple(length(group, slot.label) for slot in slots)
    assert all(isinstance(n, int) for n in found), (group, slots)
    return tuple(n for n in found if isinstance(n, int))


def steps(group: Group) -> tuple[Images, ...]:
    """The generators as signed permutations of the coordinates."""
    return _family(group).generators(group).permutations


@cache
def representation(group: Group, slot: Slot) -> tuple[Images, ...]:
    """How every generator moves an axis."""
    match slot.label:
        case "":
            return steps(group)
        case "sign":
            return tuple((0,) if parity(g) > 0 else (~0,) for g in steps(group))
        case "det":
            return tuple((0,) if determinant(g) > 0 else (~0,) for g in steps(group))
        case "regular":
            return regular(group).generators
    return ((0,),) * len(steps(group))


@cache
def regular(group: Group) -> Regular:
    """The regular axis of a group: its family's own order, or breadth first.

    >>> regular(Group("Turn", "C", (3,)))
    Regular(names=('1', 'r', 'r^2'), generators=((1, 2, 0),))
    """
    family = _family(group)
    if isinstance(family, Ordered):
        return family.regular(group)
    listed = elements(steps(group), REGULAR_LIMIT)
    place = {element: i for i, element in enumerate(listed)}
    moves = tuple(tuple(place[compose(g, element)] for element in listed) for g in steps(group))
    return Regular(tuple(map(cycles, listed)), moves)


def constant_size(family: str, noun: str, parameters: tuple[Extent, ...]) -> str | None:
    """Why parameters are not one constant number of at least 1, or None."""
    match parameters:
        case (int() as n,) if n >= 1:
            return None
        case (int() as n,):
            return f"{family}(n) needs at least one {noun}, and {n} is less"
        case (str() as name,):
            return f"the basis depends on n, so {family}({name}) needs a constant, not a free size"
    return f"{family}(n) takes one size, and {len(parameters)} are given"


def matrix(images: Images) -> Element:
    """The matrix of a signed permutation.

    >>> matrix((1, ~0))
    ((0.0, -1.0), (1.0, 0.0))
    """
    return tuple(
        tuple(float(to == row) - float(~to == row) for to in images) for row in range(len(images))
    )


def _moves(group: Group, signature: Signature) -> tuple[Generator, ...]:
    axes = [representation(group, slot) for slot in signature.slots]
    return tuple(tuple(axis[g] for axis in axes) for g in range(len(steps(group))))


def _family(group: Group) -> Finite:
    from symc.algebra.families import FAMILIES

    family = FAMILIES[group.family]
    assert hasattr(family, "order"), group
    return family  # type: ignore[return-value]
