"""What a plan does elsewhere than a spec has it, or not at all."""

from collections.abc import Iterable

from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Model, Node


def moved_lines(nodes: Iterable[Node], written: Model) -> list[str]:
    """A line for each operation that was moved to where there are fewer rows, or has dead paths."""
    sites = {node.name: node.outputs[0].each for node in written.nodes if node.outputs}
    lines = []
    for node in nodes:
        if isinstance(node.op, TensorProduct):
            if node.op.dead:
                count = len(node.op.dead)
                lines.append(f"not computed: {count} paths from zeros, or to what nothing reads")
            continue
        was = sites.get(node.name, node.outputs[0].each)
        now = node.outputs[0].each
        if was != now:
            place = f"for each of {now}" if now else "of the whole graph"
            lines.append(f"moved past aggregation: {place}, not of {was}")
    return lines
