"""Whole models ready to be called: random arguments, and edges where they take some."""

from typing import Any

import torch
from torch import Tensor, nn

from symc.bench.results import Settings
from symc.ir.model import Model
from symc.verify import Opened
from symc.verify.values import Sizes, draw, pack

DEGREE = 8
"""Edges to each point, where there are as many other points."""


def degree(n: int) -> int:
    """Edges to each of n points."""
    return min(DEGREE, n - 1)


class Fixed(nn.Module):
    """A model with those of its arguments that are no values already given."""

    def __init__(self, net: nn.Module, options: dict[str, Any], at: dict[int, Tensor]) -> None:
        super().__init__()
        self.net, self.options, self.at = net, options, at

    def forward(self, *values: Any) -> Any:
        """The model; edges are put in their places."""
        given = list(values)
        for place in sorted(self.at):
            given.insert(place, self.at[place])
        return self.net(*given, **self.options)


def network(
    opened: Opened, model: Model, sizes: Sizes, settings: Settings
) -> tuple[nn.Module, tuple[Any, ...], list[Tensor]]:
    """A model, its arguments, and the tensors in these.

    Of a model on graphs a batch is one graph of all its items, each with edges of its own.
    """
    net = opened.make(model, torch.float32).to(settings.device)
    batch: tuple[int, ...] = (settings.batch,)
    if model.graphs:
        points = {str(edges.graph.group.size) for edges in model.graphs}
        net = _on_graphs(net, model, sizes, settings)
        sizes = {k: n * settings.batch if k in points else n for k, n in sizes.items()}
        batch = ()
    values = draw(model, sizes, batch, 0, torch.float32)[: len(model.arguments)]
    tensors = [[x.to(settings.device) for x in each] for each in values]
    packed = zip(model.arguments, tensors, strict=True)
    inputs = tuple(pack(argument.type, each) for argument, each in packed)
    return net, inputs, [x for each in tensors for x in each]


def _on_graphs(net: nn.Module, model: Model, sizes: Sizes, settings: Settings) -> Fixed:
    at: dict[int, Tensor] = {}
    owner = torch.empty(0, dtype=torch.long)
    for edges in model.graphs:
        n = sizes[str(edges.graph.group.size)]
        at[edges.place] = ring_edges(n, settings.batch).to(settings.device)
        owner = torch.arange(settings.batch).repeat_interleave(n).to(settings.device)
    return Fixed(net, {"batch": owner, "graphs": settings.batch}, at)


def ring_edges(n: int, graphs: int) -> Tensor:
    """Each point with the next few of its graph, around: `(2, edges)`, ends as source, target."""
    target = torch.arange(n).repeat_interleave(degree(n))
    source = (target + torch.arange(1, degree(n) + 1).repeat(n)) % n
    first = n * torch.arange(graphs)[:, None]
    return torch.stack([(first + end).reshape(-1) for end in (source, target)])
