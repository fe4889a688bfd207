"""A module against the one that its spec compiles to now: the same weights, the same function."""

import torch
from torch import Tensor

from symc.ir.model import Model
from symc.verify.behaviour import distance, maskable
from symc.verify.checkpoints import randomise
from symc.verify.graphs import on_graphs
from symc.verify.loading import Opened
from symc.verify.values import Sizes, call, draw, kind_of


def agreement(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """From one seed both start alike, and with the same weights they give the same results."""
    kind = kind_of(model, torch.float64)
    made = [getattr(each, model.name)(dtype=kind).eval() for each in (opened.module, opened.fresh)]
    mine, fresh = (on_graphs(net, model) for net in made)
    states = [randomise(net).state_dict() for net in made]
    for name, value in states[0].items():
        if not torch.allclose(value, states[1][name], rtol=1e-12, atol=0):
            return f"{name} starts in another way"
    for batch, more in (((4,), 0), ((2,), 3)):
        larger = {size: n + more for size, n in sizes.items()}
        values = draw(model, larger, batch, 11)
        for options in _options(model, larger, batch):
            with torch.no_grad():
                error = distance(
                    call(model, mine, values, **options), call(model, fresh, values, **options)
                )
            if not error <= 1e-9:
                return f"with the same weights results differ by {error:.1e}"
    return None


def _options(model: Model, sizes: Sizes, batch: tuple[int, ...]) -> list[dict[str, Tensor]]:
    """Without masks, and with masks of all groups that may have one."""
    masks: dict[str, Tensor] = {}
    for group in maskable(model):
        n = sizes[str(group.size)]
        there = torch.ones(*batch, n, dtype=torch.bool)
        there[0, n // 2 :] = False
        masks[f"{group.name}_mask"] = there
    return [{}, masks] if masks else [{}]
