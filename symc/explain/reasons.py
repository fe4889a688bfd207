"""Why a layer has the basis that it has, and why it is computed as it is: in words."""

from collections.abc import Iterable
from math import prod

from symc.explain.shared import is_signed
from symc.ir.plan import Expand, Stage
from symc.ir.solution import Basis, Factor, Pair, Tie
from symc.ir.symmetry import Group
from symc.ir.tensors import Banded, Orbits, entries


def reasons_of(pair: Pair) -> tuple[str, ...]:
    """Why there are so many maps, group by group."""
    found = [f"{names(factor.groups)}: {_factor(factor)}" for factor in pair.factors]
    return (*found, *(f"{names(tie.groups)}: {_tie(tie)}" for tie in pair.ties))


def plan_of(basis: Basis) -> tuple[str, ...]:
    """How the groups of a layer are treated: by the waist, or by one matrix of shared weights."""
    return basis.reasons


def squeezed(stages: Iterable[Stage]) -> tuple[str, ...]:
    """Why top levels have the form that they have."""
    expands = (step for stage in stages for step in stage.steps if isinstance(step, Expand))
    twists = (step.twist for step in expands if step.twist is not None)
    return tuple(twist.reason for twist in twists if twist.reason)


def names(groups: tuple[Group, ...]) -> str:
    """Groups by name."""
    return ", ".join(group.name for group in groups)


def _factor(factor: Factor) -> str:
    return factor.reason


def _tie(tie: Tie) -> str:
    """How many tensors, of which kind, on how many entries."""
    made = tie.tensors
    count, size = made.count, prod(entries(made))
    if isinstance(made, Banded):
        return f"a band of {count:,} maps on {_entries(size)}"
    if isinstance(made, Orbits):
        noun = "orbit" if count == 1 else "orbits"
        tail = " on which the signs agree" if is_signed(made) else ""
        return f"{count:,} {noun} of {_entries(size)}{tail}"
    held = len({entry for element in made.elements for entry, _ in element})
    noun = "exact tensor" if count == 1 else "exact tensors"
    return f"{count:,} {noun} on {held:,} of {_entries(size)}"


def _entries(size: int) -> str:
    return f"{size:,} {'entry' if size == 1 else 'entries'}"
