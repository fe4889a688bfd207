"""Which symmetries a model may leave, and layers whose weights vary over a group."""

from collections.abc import Iterable
from math import prod

from symc.algebra.elements import order_of
from symc.explain.cost import Cost, entries, times
from symc.ir.levels import Exact
from symc.ir.model import Model
from symc.ir.plan import Stage
from symc.ir.relaxed import Relax, Vary
from symc.ir.symmetry import Group


def loose(model: Model) -> dict[Group, tuple[str, ...]]:
    """The groups that some layer need not keep, and its levels."""
    found: dict[Group, dict[str, None]] = {}
    for node in model.nodes:
        for each in node.levels:
            words = [str(level) for level in each.levels if not isinstance(level.mode, Exact)]
            if words and each.group in model.groups:
                found.setdefault(each.group, {}).update(dict.fromkeys(words))
        if isinstance(node.op, Relax):
            for group in node.op.groups:
                word = f"{group.name}: relaxed, rank {node.op.rank}"
                found.setdefault(group, {})[word] = None
    return {group: tuple(words) for group, words in found.items()}


def relaxed_lines(stages: Iterable[Stage]) -> list[str]:
    """A line for each group that weights of a layer vary over."""
    values: dict[tuple[Group, int], list[str]] = {}
    steps = (step for stage in stages for step in stage.steps if isinstance(step, Vary))
    for step in steps:
        for over in step.over:
            values.setdefault((over.effects.group, step.rank), []).append(step.source)
    return [
        f"{group.name}: rank {rank}, weights on {order_of(group)} elements multiply "
        f"{' and '.join(names)}; exact where they are all the same"
        for (group, rank), names in values.items()
    ]


def vary_cost(step: Vary) -> Cost:
    """One product for every entry and copy, or of matrices a row of them."""
    size = entries(step.made)
    wide = [2 * prod(o.effects.lengths) if o.effects.matrices else 1 for o in step.over]
    return Cost(times(size, sum(wide)), times(size, 2 * len(wide)))
