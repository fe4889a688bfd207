"""Exact invariant tensors of rotations and of SU(2), by coupling one axis after the other.

The axes at the bottom are coupled to one irrep, and so are those at the top; each path through the
intermediate irreps on both sides that ends in the same one gives a basis tensor (Racah's coupling
trees). Couplings are scaled so that each is an isometry from its result.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from math import prod
from typing import TypeAlias

from symc.algebra.family import Signature, Slot
from symc.algebra.irreps import kind_of, length, parity_of, spin_of
from symc.algebra.numbers import Exact, square_root, written
from symc.algebra.wigner import clebsch_gordan, wigner_3j
from symc.ir.symmetry import Group
from symc.ir.tensors import Number, Table

State: TypeAlias = dict[tuple[int, int], Exact]
"""A coupling of axes to one irrep: entries by (index of the axes, row-major; component)."""

Rule: TypeAlias = Callable[[int, int, int], dict[tuple[int, int, int], Exact]]


def coupled(group: Group, signature: Signature) -> Table:
    """A basis of the invariant tensors on these axes."""
    bottom = tuple(size(group, slot) for slot in signature.bottom)
    top = tuple(size(group, slot) for slot in signature.top)
    if group.family == "O" and parity_of(group, signature.slots) == -1:
        return Table(bottom, top, ())
    above = _states(group, signature.top)
    elements = tuple(
        _met(first, second, prod(top))
        for spin, firsts in _states(group, signature.bottom).items()
        for first, second in product(firsts, above.get(spin, ()))
    )
    return Table(bottom, top, elements)


def size(group: Group, slot: Slot) -> int:
    """The length of an axis."""
    if slot.label in ("trivial", "det"):
        return 1
    return length(group, slot.label) if slot.label else 2 + (kind_of(group) == "rotations")


@cache
def _states(group: Group, slots: tuple[Slot, ...]) -> dict[int, list[State]]:
    """All couplings of these axes, by the irrep in which they end."""
    rule, step = (_rotations, 1) if kind_of(group) == "rotations" else (_spins, 2)
    found: dict[int, list[State]] = {0: [{(0, 0): 1}]}
    for slot in slots:
        spin = spin_of(group, slot)
        found = _one_more(found, spin, size(group, slot), rule, step, slot.dual)
    return dict(sorted(found.items()))


def _one_more(
    states: dict[int, list[State]], spin: int, length: int, rule: Rule, step: int, is_dual: bool
) -> dict[int, list[State]]:
    """Every state coupled to one more axis."""
    found: dict[int, list[State]] = {}
    for before, each in states.items():
        for after in range(abs(before - spin), before + spin + 1, step):
            entries = rule(before, spin, after)
            by_component = _by_component(entries, length, is_dual)
            found.setdefault(after, []).extend(
                _times(state, by_component, length) for state in each
            )
    return found


def _by_component(
    entries: dict[tuple[int, int, int], Exact], length: int, is_dual: bool
) -> dict[int, list[tuple[int, int, Exact]]]:
    """(index of the axis, component after, value) by the component before.

    A dual axis of SU(2) is the axis itself by the invariant form: indices reversed, signs in turn.
    """
    found: dict[int, list[tuple[int, int, Exact]]] = {}
    for (i, j, k), value in entries.items():
        if is_dual:
            j = length - 1 - j
            value = -value if j % 2 else value
        found.setdefault(i, []).append((j, k, value))
    return found


def _times(state: State, entries: dict[int, list[tuple[int, int, Exact]]], length: int) -> State:
    found: State = {}
    for (index, component), value in state.items():
        for j, k, factor in entries.get(component, ()):
            at = (index * length + j, k)
            found[at] = found.get(at, 0) + value * factor
    return {at: value for at, value in found.items() if value}


def _met(bottom: State, top: State, above: int) -> tuple[tuple[int, Number], ...]:
    """The tensor of two couplings that end in one irrep."""
    tops: dict[int, list[tuple[int, Exact]]] = {}
    for (index, component), value in top.items():
        tops.setdefault(component, []).append((index, value))
    found: dict[int, Exact] = {}
    for (index, component), value in bottom.items():
        for other, factor in tops.get(component, ()):
            at = index * above + other
            found[at] = found.get(at, 0) + value * factor
    return tuple(_entries(found))


def _entries(found: dict[int, Exact]) -> Iterator[tuple[int, Number]]:
    for at in sorted(found):
        if found[at]:
            yield at, written(found[at])


@cache
def _rotations(a: int, b: int, c: int) -> dict[tuple[int, int, int], Exact]:
    return {(e.i, e.j, e.k): _root(e.square * (2 * c + 1)) for e in wigner_3j(a, b, c).entries}


@cache
def _spins(a: int, b: int, c: int) -> dict[tuple[int, int, int], Exact]:
    found = clebsch_gordan(a, b, c).entries
    return {(e.i, e.j, e.k): _root(e.square * (c + 1)) for e in found}


def _root(square: Fraction) -> Exact:
    return -square_root(-square) if square < 0 else square_root(square)
