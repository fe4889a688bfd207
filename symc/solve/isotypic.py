"""Cyclic layers by frequencies: the isotypic form of C(n), chosen where it is cheaper.

The irreps of C(n) are its frequencies, and the discrete Fourier transform is the change to
isotypic coordinates: a layer from one axis of C(n) to another is then one product for each
frequency, of n/2 + 1 complex matrices where the dense matrix has n^2 blocks.
"""

from dataclasses import dataclass
from math import log2

from symc.algebra import is_complex, plain_entries, slots_of
from symc.ir.machine import BYTES, FLOPS, ITEMS, LAUNCH, SMALL_FLOPS, duration
from symc.ir.model import Linear, Node
from symc.ir.symmetry import Group, Part


@dataclass(frozen=True, slots=True)
class Isotypic:
    """Whether the isotypic form is taken, and what was compared; nothing where there is none."""

    is_chosen: bool
    reasons: tuple[str, ...]


def isotypic(
    node: Node,
    folded: list[Group],
    inputs: tuple[Part, ...],
    outputs: tuple[Part, ...],
    wanted: tuple[tuple[tuple[int, ...], int], ...],
) -> Isotypic:
    """The choice for a node with these folded groups."""
    nothing = Isotypic(False, ())
    if len(folded) != 1 or folded[0].family != "C" or not isinstance(node.op, Linear):
        return nothing
    (group,) = folded
    size = group.size
    assert isinstance(size, int)
    parts = (*inputs, *outputs)
    if not all(_is_one_axis(part, group) for part in parts):
        return nothing
    if any(is_complex(other) for part in parts for other in part.groups):
        return nothing
    if len({(s, t) for s, t in wanted if s}) < len(inputs) * len(outputs):
        return nothing
    rows = sum(part.channels * plain_entries(part) for part in inputs)
    columns = sum(part.channels * plain_entries(part) for part in outputs)
    dense = 2 * ITEMS * size**2 * rows * columns / FLOPS
    dense += 8 * size**2 * rows * columns / BYTES + 8 * LAUNCH
    waves = size // 2 + 1
    moved = ITEMS * size * (rows + columns)
    spectral = 8 * ITEMS * waves * rows * columns / SMALL_FLOPS
    spectral += (5 * moved * log2(max(2, size)) + 5 * size * rows * columns) / SMALL_FLOPS
    spectral += 24 * moved / BYTES + 14 * LAUNCH
    told = f"by frequencies {duration(spectral)}, dense matrix {duration(dense)}"
    told += f" (estimates at {ITEMS} items)"
    if spectral < dense:
        return Isotypic(True, (f"{group.name}: the isotypic form is cheaper: {told}",))
    return Isotypic(False, (f"{group.name}: one dense matrix is cheaper: {told}",))


def _is_one_axis(part: Part, group: Group) -> bool:
    """Whether a part has one axis of a group, of points or of elements, and no powers."""
    slots = slots_of(part).get(group, ())
    return len(slots) == 1 and slots[0].label in ("", "regular") and not part.powers
