"""Which groups of a node are folded: those without diagrams, and tiny ones where that is faster.

A folded group's axes count as constant plain axes whose weights are shared by exact tensors; the
layer is then one matrix product with a matrix that is put together from the weights. The estimates
are those of a processor core: they need to be right within a factor of two only.
"""

from dataclasses import dataclass
from math import factorial, prod

from symc.algebra import clusters, has_powers, hom, plain_entries, signature_between, tensors
from symc.ir.diagram import Half
from symc.ir.machine import BYTES, FLOPS, ITEMS, LAUNCH, SMALL_FLOPS, duration, rate
from symc.ir.model import Linear, Node
from symc.ir.symmetry import Group, Part
from symc.ir.tensors import Table, entries
from symc.solve.isotypic import isotypic

LARGEST_SMALL = 6
"""The largest dimension at which folding is a choice: beyond, large batches would pay for it."""

MOST_ENTRIES = 2**14
"""The largest number of entries of a matrix per channel pair for which folding is a choice."""

Wanted = tuple[tuple[tuple[int, ...], int], ...]
"""The sources and the target of every pair with maps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The folded groups, why they are, and whether the weights are mixed by frequencies."""

    folded: tuple[Group, ...]
    reasons: tuple[str, ...]
    by_frequency: bool = False


@dataclass(frozen=True, slots=True)
class _Estimate:
    """Seconds by the waist and by the matrix."""

    waist: float
    dense: float


def _no_diagrams(group: Group) -> str:
    return f"{group.name}: no diagrams" + ("" if group.written else f" for {group.text}")


def choose(
    node: Node, inputs: tuple[Part, ...], outputs: tuple[Part, ...], wanted: Wanted
) -> Choice:
    """The choice for a linear or bilinear node."""
    forced: list[Group] = []
    for groups in clusters((*inputs, *outputs)):
        if len(groups) == 1 and _has_no_diagrams(groups[0], inputs, outputs, wanted):
            forced.append(groups[0])
    if forced and has_powers((*inputs, *outputs)):
        forced = [group for groups in clusters((*inputs, *outputs)) for group in groups]
    reasons = [
        f"{_no_diagrams(g)}; its {_kind(g, inputs, outputs, wanted)} share weights" for g in forced
    ]
    if forced:
        form = isotypic(node, forced, inputs, outputs, wanted)
        return Choice(tuple(forced), (*reasons, *form.reasons), form.is_chosen)
    if not isinstance(node.op, Linear):
        return Choice((), ())
    found = clusters((*inputs, *outputs))
    if len(found) != 1 or len(found[0]) > 1 or has_powers((*inputs, *outputs)):
        return Choice((), ())
    if found[0][0].is_free:
        return Choice((), ())
    (group,) = found[0]
    if not _is_small(group, inputs, outputs):
        return Choice((), ())
    estimate = _estimate(group, inputs, outputs, wanted)
    told = f"waist {duration(estimate.waist)}, dense matrix {duration(estimate.dense)}"
    told += f" (estimates at {ITEMS} items)"
    if estimate.dense < estimate.waist:
        return Choice((group,), (f"{group.name}: one dense matrix is cheaper: {told}",))
    return Choice((), (f"{group.name}: by the waist: {told}",))


def _has_no_diagrams(
    group: Group, inputs: tuple[Part, ...], outputs: tuple[Part, ...], wanted: Wanted
) -> bool:
    return any(
        hom(group, signature_between(group, tuple(inputs[i] for i in sources), outputs[target]))
        is None
        for sources, target in wanted
    )


def _kind(group: Group, inputs: tuple[Part, ...], outputs: tuple[Part, ...], wanted: Wanted) -> str:
    kinds = {
        type(
            tensors(group, signature_between(group, tuple(inputs[i] for i in s), outputs[t]))
        ).__name__
        for s, t in wanted
    }
    return "orbits of index tuples" if kinds == {"Orbits"} else "exact basis tensors"


def _is_small(group: Group, inputs: tuple[Part, ...], outputs: tuple[Part, ...]) -> bool:
    if isinstance(group.size, int) and group.size > LARGEST_SMALL:
        return False
    return max(map(_entries, inputs), default=1) * max(map(_entries, outputs)) <= MOST_ENTRIES


def _entries(part: Part) -> int:
    return prod(axis.extent for axis in part.axes if isinstance(axis.extent, int))


def _estimate(
    group: Group, inputs: tuple[Part, ...], outputs: tuple[Part, ...], wanted: Wanted
) -> _Estimate:
    """Section 2.5 of the mathematics: operations, traffic and launches of both forms."""
    size = group.size
    assert isinstance(size, int)
    rows = sum(_entries(part) * part.channels for part in inputs)
    columns = sum(_entries(part) * part.channels for part in outputs)
    dense = 2 * ITEMS * rows * columns / FLOPS + 8 * rows * columns / BYTES
    dense += 4 * ITEMS * (rows + columns) / BYTES + (6 + 2 * len(wanted)) * LAUNCH
    dense += _assembly(group, inputs, outputs, wanted)
    bottoms: dict[int, set[tuple[int, Half]]] = {}
    tops: dict[int, set[tuple[int, Half]]] = {}
    orders: dict[int, set[tuple[int, ...]]] = {}
    for sources, target in wanted:
        below = tuple(inputs[i] for i in sources)
        found = hom(group, signature_between(group, below, outputs[target]))
        assert found is not None
        for diagram in found.diagrams:
            level = diagram.waist
            if sources:
                bottoms.setdefault(level, set()).add((sources[0], diagram.bottom))
                orders.setdefault(level, set()).add(diagram.sigma)
            tops.setdefault(level, set()).add((target, diagram.top))
    waist = 0.0
    launches = 0
    for level, held in tops.items():
        width_in = sum(_width(inputs[i]) for i, _ in bottoms.get(level, ()))
        width_out = sum(_width(outputs[j]) for j, _ in held)
        turns = max(1, len(orders.get(level, ())))
        waist += 2 * ITEMS * size**level * turns * width_in * width_out / rate(width_in, width_out)
        launches += 2 + 3 * turns
    for part, halves in (
        *((inputs[i], half) for level in bottoms.values() for i, half in level),
        *((outputs[j], half) for level in tops.values() for j, half in level),
    ):
        if _half_costs(halves):
            moved = size ** (halves.waist + 1) * _width(part)
            signs = factorial(size) if halves.epsilon else 1
            waist += 16 * ITEMS * moved / BYTES
            launches += 5 + signs
    waist += 4 * ITEMS * (rows + columns) / BYTES + launches * LAUNCH
    return _Estimate(waist, dense)


def _assembly(
    group: Group, inputs: tuple[Part, ...], outputs: tuple[Part, ...], wanted: Wanted
) -> float:
    """Seconds to put the matrix together from tables, whose tensors overlap."""
    seconds = 0.0
    for sources, target in wanted:
        below = tuple(inputs[i] for i in sources)
        found = tensors(group, signature_between(group, below, outputs[target]))
        if isinstance(found, Table):
            width = prod(map(_width, below)) * _width(outputs[target])
            seconds += 2 * found.count * prod(entries(found)) * width / SMALL_FLOPS
    return seconds


def _half_costs(half: Half) -> bool:
    """Whether a half-diagram needs any arithmetic of its own."""
    return bool(half.closed or half.epsilon or any(len(block) > 1 for block in half.open))


def _width(part: Part) -> int:
    return part.channels * plain_entries(part)
