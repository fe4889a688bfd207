"""What products of functions on the sphere cost in every way."""

from collections.abc import Mapping

from symc.algebra.gaunt_costs import gaunt_costs
from symc.algebra.irrep_paths import irrep_paths
from symc.ir.irrep_product import TensorProduct, Way
from symc.ir.model import Node
from symc.ir.symmetry import Part

Row = tuple[str, str, str]


def gaunt_rows(node: Node, parts: Mapping[str, Part], framed: bool) -> list[Row]:
    """The row of `cg`, and one for each way of `gaunt`."""
    op = node.op
    assert isinstance(op, TensorProduct)
    x = tuple(parts[name] for name in node.inputs[: op.split])
    y = tuple(parts[name] for name in node.inputs[op.split : op.split + op.others])
    z = tuple(value.part for value in node.outputs)
    paths = irrep_paths(x, y, z, op.mode)
    sparse = sum(x[path.x].channels * len(path.coupling.entries) for path in paths)
    costs = gaunt_costs(x, y, z, op.mode, op.weights)

    def row(name: str, way: Way, count: int, besides: str = "") -> Row:
        told = "another operation, as asked for, taken" if op.way == way else "the same as gaunt"
        return f"gaunt, {name}", f"{count:,} multiply-adds an entry{besides}", told

    weights = f" and {costs.weighing:,} weights of paths" if costs.weighing else ""
    rows = [
        ("cg", f"{sparse:,} multiply-adds an entry", "exact, all paths"),
        row("by values on a grid", "grid", costs.grid),
        row("by couplings", "couplings", costs.couplings, weights),
    ]
    if framed:
        turning = f" and {costs.rotations:,} for the rotations"
        rows.append(row("in the frame of its vector", "frame", costs.frame, turning))
    return rows
