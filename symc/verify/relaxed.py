"""Layers whose weights vary over finite groups: broken on purpose, by as much as weights vary."""

from collections.abc import Iterator
from copy import deepcopy
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn

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


def subgroups(table: Tensor) -> list[tuple[int, ...]]:
    """Subgroups of a group, by its table of products: those that one element, or two, generate."""
    size = len(table)
    few = range(1, size, max(1, size // 8))
    pairs = [(g, h) for g in few for h in few if g < h]
    found = {_generated(table, each) for each in [*((g,) for g in range(size)), *pairs]}
    return sorted(found, key=lambda held: (len(held), held))


def _generated(table: Tensor, generators: tuple[int, ...]) -> tuple[int, ...]:
    todo = [0]
    for element in todo:
        todo += [h for h in (int(table[element, g]) for g in generators) if h not in todo]
    return tuple(sorted(todo))


@torch.no_grad()
def residuals(net: nn.Module) -> Iterator[tuple[str, Any, Any]]:
    """What is left of every group, and is said of it, where weights keep a subgroup and no more.

    The mean of weights over a subgroup H, w(k h) for k in H, is what keeps H.
    """
    made: Any = net
    for group, finite in getattr(net, "finite", {}).items():
        table = finite.table()
        for held in subgroups(table):
            kept = deepcopy(made)
            for pairs in kept.relaxed.values():
                for name in (name for known, name in pairs if known == group):
                    weights = getattr(kept, name).view(-1, len(table))
                    moved = torch.stack([weights[:, table[k]] for k in held])
                    weights.copy_(moved.mean(0))
            left = kept.residual_group()[group]
            told = f"{group} kept by {len(held)} elements"
            yield told, (len(left.elements) == len(held), tuple(left)), kept.order_parameters()
