"""Layers whose weights vary over finite groups: broken on purpose, by as much as weights vary."""

from math import sqrt
from typing import Any

from torch import nn

from symc.ir.model import Model
from symc.ir.relaxed import Relax
from symc.ir.symmetry import Group
from symc.verify.level_results import LayerLevel


def relaxed_groups(model: Model) -> dict[Group, str]:
    """The groups that weights vary over, with the largest rank."""
    ranks: dict[Group, int] = {}
    for node in model.nodes:
        for group in node.op.groups if isinstance(node.op, Relax) else ():
            assert isinstance(node.op, Relax)
            ranks[group] = max(node.op.rank, ranks.get(group, 0))
    return {group: f"relaxed, rank {rank}" for group, rank in ranks.items()}


def relaxed_layers(net: nn.Module, group: str) -> list[LayerLevel]:
    """What of the weights of every layer varies, beside their means: by the weights alone."""
    made: Any = net
    found = []
    for layer, groups in made.relaxed_weights().items():
        if group in groups:
            weights = groups[group].detach()
            mean = weights.mean(1, keepdim=True).expand_as(weights)
            broken, kept = (float(x.abs().square().sum()) for x in (weights - mean, mean))
            ratio = sqrt(broken / max(kept, 1e-300))
            energy = broken / max(broken + kept, 1e-300)
            found.append(LayerLevel(layer, ratio, ratio, energy, None, None, False))
    return found


def together(layers: list[LayerLevel]) -> tuple[float, float]:
    """The largest ratio, and the mean share of what varies."""
    ratio = max((layer.ratio for layer in layers), default=0.0)
    return ratio, sum(layer.energy for layer in layers) / max(1, len(layers))
