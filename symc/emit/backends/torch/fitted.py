"""What a generated file says of products that are fitted, and so not equivariant."""

from symc.errors.product_algorithms import upward
from symc.ir.factored import MultiplyFactors, Terms
from symc.ir.plan import Scheduled


def fitted(model: Scheduled) -> str:
    """How far products of a few sums are from equivariant ones; empty where they are exact."""
    most = max((_bound(step) for stage in model.stages for step in stage.steps), default=0.0)
    if not most:
        return ""
    bound = f"{upward(2 * most)} |x| |y|"
    return f"Fitted products are not equivariant by {bound} at most each, for weights of size 1."


def _bound(step: object) -> float:
    if isinstance(step, MultiplyFactors) and isinstance(step.tables, Terms):
        return step.tables.bound
    return 0.0
