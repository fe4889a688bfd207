"""What it costs to put matrices together from shared weights: once per call, whatever the batch."""

from math import prod

from symc.explain.cost import Cost, total
from symc.explain.polynomial import Polynomial
from symc.ir.parameters import Coupling, Parameter, Tied, Vector, Weight
from symc.ir.tensors import Orbits


def building(parameter: Parameter) -> Cost:
    """Every tied block by a gather or a small product, then all blocks side by side."""
    if not parameter.ties:
        return Cost()
    channels = parameter.channels if isinstance(parameter, Coupling) else 1
    blocks = total(block(tied, channels) for tied in parameter.ties)
    whole = size_of(parameter)
    if len(parameter.ties) == 1 and whole == _volume(parameter.ties[0], channels):
        return blocks
    return blocks + Cost(moved=Polynomial.of(2 * whole))


def block(tied: Tied, channels: int = 1) -> Cost:
    """One block: a gather of weights by the numbers of orbits, or basis tensors times weights.

    Orbits with signs take a multiplication for every entry; a table one, and an addition, for every
    basis tensor, entry and choice of the free axes.
    """
    held = prod(entries for entries, _ in (*tied.rows, tied.columns))
    whole = _volume(tied, channels)
    if isinstance(tied.tensors, Orbits):
        flops = whole if is_signed(tied.tensors) else 0
        return Cost(Polynomial.of(flops), Polynomial.of(held + 2 * whole))
    flops = 2 * tied.tensors.count * whole
    moved = tied.tensors.count * held + tied.count * channels + whole
    return Cost(Polynomial.of(flops), Polynomial.of(moved))


def is_signed(orbits: Orbits) -> bool:
    """Whether any generator changes a sign."""
    return any(i < 0 for g in orbits.generators for images in g for i in images)


def size_of(parameter: Weight | Vector | Coupling) -> int:
    """The entries of what is put together."""
    match parameter:
        case Weight(rows=rows, columns=columns, copies=copies):
            return copies * sum(rows) * sum(columns)
        case Vector(columns=columns):
            return sum(columns)
    held = zip(parameter.kept or (), parameter.ties, strict=True)
    slots: dict[int, int] = {}
    tops: dict[int, int] = {}
    for (slot, top), tied in held:
        slots[slot] = prod(a * b for a, b in tied.rows)
        tops[top] = prod(tied.columns)
    return sum(slots.values()) * sum(tops.values()) * parameter.channels


def _volume(tied: Tied, channels: int) -> int:
    return prod(a * b for a, b in (*tied.rows, tied.columns)) * channels
