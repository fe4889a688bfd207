"""What products by factors cost, and how far they are from the couplings."""

from collections.abc import Mapping

from symc.algebra.irrep_paths import irrep_paths
from symc.algebra.rank import exact_rank
from symc.errors.product_algorithms import upward
from symc.explain.cost import Cost
from symc.explain.polynomial import Polynomial
from symc.ir.factored import MultiplyFactors, Terms
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Node
from symc.ir.plan import Stage
from symc.ir.symmetry import Part

Row = tuple[str, str, str]


def factors_cost(step: MultiplyFactors) -> Cost:
    """Both operands to the products, these, and back, for one entry."""
    return Cost(Polynomial.of(2 * _adds(step)), Polynomial.of(0))


def _adds(step: MultiplyFactors) -> int:
    x, y, z = step.tables.sizes
    wide = step.channels * (x + z + 1) + y * (step.channels if step.spread[1] else 1)
    return step.tables.count * wide


def factored_rows(node: Node, stage: Stage, parts: Mapping[str, Part]) -> list[Row]:
    """The rows of `cg` and of the algorithm that was asked for."""
    op = node.op
    assert isinstance(op, TensorProduct)
    steps = [step for step in stage.steps if isinstance(step, MultiplyFactors)]
    made = f"{sum(map(_adds, steps)):,} multiply-adds an entry"
    x, y = node.inputs[: op.split], node.inputs[op.split : op.split + op.others]
    paths = irrep_paths(
        tuple(parts[name] for name in x),
        tuple(parts[name] for name in y),
        tuple(value.part for value in node.outputs),
        op.mode,
    )
    widths = [parts[name].channels for name in x]
    sparse = sum(widths[path.x] * len(path.coupling.entries) for path in paths)
    rows = [("cg", f"{sparse:,} multiply-adds an entry", "exact, all paths")]
    exact = max(exact_rank(path.coupling) for path in paths)
    bound = max(step.tables.bound for step in steps if isinstance(step.tables, Terms))
    told = f"off by at most {upward(bound)} |x| |y|, for weights of size 1" if bound else "equal"
    told += f", exact from rank {exact} on"
    return [*rows, (f"cp(rank = {op.rank})", made, f"{told}, taken")]
