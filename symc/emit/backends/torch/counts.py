"""How many numbers a model learns."""

from collections.abc import Mapping

from symc.emit.backends.torch.graded import amount_count
from symc.emit.backends.torch.submodules import submodules
from symc.ir.plan import Scheduled


def weight_count(model: Scheduled) -> int:
    """The number of learned numbers of a model, without those of the models that it holds."""
    weights = sum(p.count for stage in model.stages for p in stage.parameters)
    return weights + amount_count(model)


def whole_count(model: Scheduled, known: Mapping[str, Scheduled]) -> int:
    """The number of learned numbers of a model and of those that it holds."""
    held = submodules(model)
    return weight_count(model) + sum(whole_count(known[step.name], known) for step in held)
