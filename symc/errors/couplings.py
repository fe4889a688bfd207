"""Why irreps do not couple to an invariant, in the words of their labels."""

from symc.algebra.family import Signature, Slot
from symc.algebra.irreps import kind_of, parity_of, spin_of
from symc.ir.symmetry import Group


def uncoupled(group: Group, signature: Signature, name: str) -> str:
    """Why a product of irreps has no invariants.

    >>> uncoupled(Group("R", "O", (3,)), Signature((Slot("2e"),), (Slot("3e"),)), "O(3)")
    '2e to 3e: different irreps have no linear maps between them (Schur)'
    """
    shown = f"{_listed(group, signature.bottom)} to {_listed(group, signature.top)}"
    kind = kind_of(group)
    if kind == "rotations" and group.family == "O" and parity_of(group, signature.slots) == -1:
        return f"{shown}: -1 in {name} acts by -1 on all together"
    spins = sorted(spin_of(group, slot) for slot in signature.slots)
    if len([spin for spin in spins if spin]) <= 2:
        return f"{shown}: different irreps have no linear maps between them (Schur)"
    if kind == "spins" and sum(spins) % 2:
        return f"{shown}: -1 in {name} acts by -1 on all together"
    if kind == "planes":
        return f"{shown}: frequencies cancel with no choice of signs"
    return f"{shown}: degree {spins[-1]} is more than the sum of the others"


def _listed(group: Group, slots: tuple[Slot, ...]) -> str:
    return " x ".join(_label(group, slot) for slot in slots) or "invariants"


def _label(group: Group, slot: Slot) -> str:
    """The label of a slot as an irrep, also where the axis has none: `1o` of vectors."""
    if slot.label:
        return slot.label
    if kind_of(group) == "rotations" and group.family == "O":
        return "1o"
    return "1" if group.family not in ("C", "D") else "corners"
