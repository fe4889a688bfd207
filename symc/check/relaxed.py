"""What layers with weights that vary need of the other layers of their model."""

from symc.check.reports import Reports
from symc.errors import relaxed as errors
from symc.ir.model import Linear, Model
from symc.ir.relaxed import Relax
from symc.layers.relaxed import MOST_ENTRIES, pairs, unfit


def check_relaxed(model: Model, reports: Reports) -> None:
    """Reports linear layers that are not matrices group by group, or very large ones."""
    first = next((node for node in model.nodes if isinstance(node.op, Relax)), None)
    if first is None:
        return
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    for node in model.nodes:
        if not isinstance(node.op, Linear):
            continue
        inputs = tuple(parts[name] for name in node.inputs)
        outputs = tuple(value.part for value in node.outputs)
        what, count = unfit((*inputs, *outputs)), pairs(inputs, outputs)
        if what is not None:
            reports.add(errors.relaxed_beside(first.span, node.span, what))
        elif count > MOST_ENTRIES:
            problem = errors.beside_relaxed_too_large(first.span, node.span, count, MOST_ENTRIES)
            reports.add(problem)
