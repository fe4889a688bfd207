"""The weights of the entries of a product: how much they are, and if they are stored."""

from collections.abc import Iterable

from symc.ir.form import Form
from symc.ir.irrep_product import Multiply
from symc.ir.model import Node
from symc.ir.plan import Stage

SINGLE = 4
"""The bytes of a number in single precision."""


def weights_lines(nodes: Iterable[Node], stages: Iterable[Stage]) -> list[str]:
    """A line for each product whose weights differ from entry to entry."""
    return [
        _line(step.form, step.edges or node.outputs[0].each or "the entries")
        for node, stage in zip(nodes, stages, strict=True)
        for step in stage.steps
        if isinstance(step, Multiply) and step.form.weights == "entry"
    ]


def _line(form: Form, entries: str) -> str:
    count = len(form.paths) * form.channels
    told = f"weights: {count:,} numbers ({SINGLE * count:,} bytes) for each of {entries}"
    if form.hidden:
        return f"{told}, made of {form.hidden:,} each time, not stored"
    return f"{told}, stored"
