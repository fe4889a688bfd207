"""What a plan computes at points, or of whole graphs, that a spec writes along edges."""

from collections.abc import Iterable

from symc.ir.model import Model, Node


def moved_lines(nodes: Iterable[Node], written: Model) -> list[str]:
    """A line for each operation that was moved past aggregation, to where there are fewer rows."""
    sites = {node.name: node.outputs[0].each for node in written.nodes if node.outputs}
    lines = []
    for node in nodes:
        was = sites.get(node.name, node.outputs[0].each)
        now = node.outputs[0].each
        if was != now and type(node.op).__name__ != "TensorProduct":
            place = f"for each of {now}" if now else "of the whole graph"
            lines.append(f"moved past aggregation: {place}, not of {was}")
    return lines
