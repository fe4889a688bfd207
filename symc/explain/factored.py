"""What products by factors cost."""

from symc.explain.cost import Cost
from symc.explain.polynomial import Polynomial
from symc.ir.factored import MultiplyFactors


def factors_cost(step: MultiplyFactors) -> Cost:
    """Both operands to the products, these, and back, for one entry."""
    x, y, z = step.tables.sizes
    across = step.tables.count
    wide = step.channels * (x + z + 1) + y * (step.channels if step.spread[1] else 1)
    return Cost(Polynomial.of(2 * across * wide), Polynomial.of(0))
