"""How many equivariant maps there are, where finding them stays within a budget."""

from functools import cache, lru_cache
from math import isqrt, prod

from symc.algebra import (
    FAMILIES,
    Signature,
    Slot,
    clusters,
    dimension,
    hom,
    maps_between,
    plain_entries,
    signature_between,
    slots_of,
    tensors,
    tree_between,
)
from symc.algebra.expanded import standing_in
from symc.algebra.families.g2 import MOST_AXES
from symc.algebra.induced_axes import length_of
from symc.algebra.intertwiner import is_induced
from symc.algebra.invariants import MOST_COLUMNS, MOST_UNKNOWNS, TooManyUnknowns
from symc.algebra.irreps import has_irreps, is_irrep, length
from symc.algebra.nested import with_two_epsilons
from symc.algebra.planes import check_exact
from symc.algebra.symmetrized import exchanges, has_powers
from symc.errors.vanishing import called
from symc.ir.symmetry import Group, Part

MOST_DIAGRAMS = 20_000
MOST_HALVES = 5_000
MOST_TUPLES = 4_000_000
MOST_ORBITS = 200_000
MOST_EXCHANGES = 3_000_000
MOST_COUPLED = 500_000
MOST_KEPT = 10_000
ORBIT_COST = 3
"""How much longer an entry of an orbit takes than one of a diagram: it is a table in the file."""

DIAGRAMS = ("S", "A", "B", "O", "SO", "Sp", "GL", "SL", "U", "SU")
"""Families whose bases are diagrams, but where they are twisted at small n."""


class OverBudget(Exception):
    """A basis with too many diagrams, index tuples or unknowns to look at."""

    def __init__(self, count: int, counted: str, most: int) -> None:
        super().__init__(f"{count} {counted}")
        self.count = count
        self.counted = counted
        self.most = most


@lru_cache(maxsize=MOST_KEPT)
def count_maps(sources: tuple[Part, ...], target: Part) -> int:
    """The number of basis maps; raises `OverBudget` before any time is spent on too many."""
    parts = (*sources, target)
    if has_powers(parts):
        _check_powers(sources, target)
    simple = not has_powers(parts)
    slots = _together(sources), _together((target,))
    groups = dict.fromkeys((*slots[0], *slots[1]))
    maps, diagrams = prod(map(plain_entries, parts)), 1
    for group in groups:
        signature = Signature(slots[0].get(group, ()), slots[1].get(group, ()))
        check(group, signature)
        if group.within is not None:
            simple = False
        elif simple:
            found = dimension(group, signature)
            maps *= found
            diagrams *= found
    if not simple:
        maps = diagrams = maps_between(sources, target)
        diagrams //= prod(map(plain_entries, parts))
    for cluster in clusters(parts):
        if len(cluster) == 1:
            continue
        crowded = with_two_epsilons(tree_between(cluster, sources, target))
        if crowded is not None:
            raise OverBudget(2, f"epsilons of {crowded.text} in one map", 1)
    most = MOST_DIAGRAMS if all(group.family in DIAGRAMS for group in groups) else MOST_ORBITS
    if diagrams > most:
        raise OverBudget(diagrams, "basis maps", most)
    if len(groups) > 2 and maps:
        _check_halves(sources, target)
    return maps


def _check_halves(sources: tuple[Part, ...], target: Part) -> None:
    """Raises where several groups pair up to too many half-diagrams, each of which is computed."""
    halves = [1, 1]
    for cluster in clusters((*sources, target)):
        if len(cluster) > 1:
            continue
        found = hom(cluster[0], signature_between(cluster[0], sources, target))
        if found is not None:
            halves[0] *= len({diagram.bottom for diagram in found.diagrams}) or 1
            halves[1] *= len({diagram.top for diagram in found.diagrams}) or 1
    if max(halves) > MOST_HALVES:
        raise OverBudget(max(halves), "half-diagrams of all groups together", MOST_HALVES)


def _check_powers(sources: tuple[Part, ...], target: Part) -> None:
    """Raises where exchanging the slots of every map takes too long.

    Every map is written entry by entry, in every order of the blocks of its powers.
    """
    parts = (*sources, target)
    work = exchanges(parts)
    for group in dict.fromkeys(group for part in parts for group in slots_of(part)):
        signature = signature_between(group, sources, target)
        check_exact(group, signature)
        check(group, signature)
        count = spanning(group, signature)
        tuples = _tuples(group, signature)
        if count == tuples:
            work *= ORBIT_COST * count
        elif group.family == "S":
            work *= count
        else:
            work *= count * isqrt(_tuples(standing_in(group, signature), signature) or 1)
    if work > MOST_EXCHANGES:
        counted = "entries of maps to exchange the slots of"
        raise OverBudget(work, counted, MOST_EXCHANGES)


@cache
def check(group: Group, signature: Signature) -> None:
    """Raises where the maps of one group are too many to look for."""
    axes = len(signature.slots)
    on = f"of {called(group)} on {axes} {'axis' if axes == 1 else 'axes'}"
    if has_irreps(signature):
        check_irreps(group, signature, on)
        return
    count = spanning(group, signature)
    given = group.generators
    if group.family == "G2":
        if count > 7**MOST_AXES:
            raise OverBudget(count, f"entries {on}", 7**MOST_AXES)
    elif given is not None and (given.matrices or given.algebra):
        if count > MOST_UNKNOWNS:
            raise OverBudget(count, f"unknown entries {on}", MOST_UNKNOWNS)
        if count**2 > MOST_COLUMNS:
            _solve(group, signature, on)
    elif count == _tuples(group, signature):
        if count > MOST_TUPLES:
            raise OverBudget(count, f"index tuples {on}", MOST_TUPLES)
    elif count > MOST_DIAGRAMS:
        raise OverBudget(count, f"diagrams {on}", MOST_DIAGRAMS)


def spanning(group: Group, signature: Signature) -> int:
    """How many diagrams, or index tuples, there are to look at."""
    if any(map(is_induced, signature.slots)) or has_irreps(signature):
        return _tuples(group, signature) or 1
    return FAMILIES[group.family].spanning(group, signature)


def check_irreps(group: Group, signature: Signature, on: str) -> None:
    """Raises where the tensors of irreps have too many entries, all together."""
    entries = dimension(group, signature) * spanning(group, signature)
    if entries > MOST_COUPLED:
        raise OverBudget(entries, f"entries of couplings {on}", MOST_COUPLED)


def _solve(group: Group, signature: Signature, on: str) -> None:
    """Raises where exact elimination needs too much memory, which shows when it starts."""
    try:
        tensors(group, signature)
    except TooManyUnknowns as problem:
        raise OverBudget(problem.number, f"numbers in a matrix {on}", problem.limit) from None


def _tuples(group: Group, signature: Signature) -> int | None:
    """The number of entries of a tensor with these axes."""
    if group.is_free:
        return None
    family = FAMILIES[group.family]
    lengths = (
        length_of(slot)
        if is_induced(slot)
        else (length(group, slot.label) if is_irrep(slot) else family.length(group, slot.label))
        for slot in signature.slots
    )
    return prod(n for n in lengths if isinstance(n, int))


def _together(parts: tuple[Part, ...]) -> dict[Group, tuple[Slot, ...]]:
    if len(parts) == 1:
        return slots_of(parts[0])
    found: dict[Group, tuple[Slot, ...]] = {}
    for part in parts:
        for group, slots in slots_of(part).items():
            found[group] = (*found.get(group, ()), *slots)
    return found
