"""Whole models ready to be called: random arguments, and edges where they take some."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from symc.bench.results import Settings
from symc.ir.model import Model
from symc.verify.values import Sizes, draw, pack


class Fixed(nn.Module):
    """A model with those of its arguments that are no values already given."""

    def __init__(self, net: nn.Module, options: dict[str, Any], at: dict[int, Tensor]) -> None:
        super().__init__()
        self.net, self.places = net, tuple(sorted(at))
        self.counts = {name: x for name, x in options.items() if not isinstance(x, Tensor)}
        self.tensors = [name for name in options if name not in self.counts]
        for place, ends in at.items():
            self.register_buffer(f"edges_{place}", ends)
        for name in self.tensors:
            self.register_buffer(f"given_{name}", options[name])

    def forward(self, *values: Any) -> Any:
        """The model; edges are put in their places."""
        given = list(values)
        for place in self.places:
            given.insert(place, getattr(self, f"edges_{place}"))
        tensors = {name: getattr(self, f"given_{name}") for name in self.tensors}
        return self.net(*given, **self.counts, **tensors)


@dataclass(frozen=True, slots=True)
class Given:
    """What a model is called with: values and options; edges by place.

    Of a model on graphs a batch is one graph of all its items, each with edges of its own.
    """

    inputs: tuple[Any, ...]
    options: dict[str, Any]
    edges: dict[int, Tensor]

    def around(self, net: nn.Module) -> nn.Module:
        """A model that is to be called with the values alone."""
        return Fixed(net, self.options, self.edges) if self.edges else net


def given(model: Model, sizes: Sizes, settings: Settings, dtype: torch.dtype) -> Given:
    """Random values of a model's arguments, and rings of edges."""
    batch: tuple[int, ...] = (settings.batch,)
    options: dict[str, Any] = {}
    edges: dict[int, Tensor] = {}
    if model.graphs:
        points = {str(each.graph.group.size) for each in model.graphs}
        options, edges = _rings(model, sizes, settings)
        sizes = {k: n * settings.batch if k in points else n for k, n in sizes.items()}
        batch = ()
    values = draw(model, sizes, batch, 0, dtype)[: len(model.arguments)]
    both = zip(model.arguments, values, strict=True)
    return Given(tuple(pack(argument.type, each) for argument, each in both), options, edges)


def _rings(
    model: Model, sizes: Sizes, settings: Settings
) -> tuple[dict[str, Any], dict[int, Tensor]]:
    edges: dict[int, Tensor] = {}
    owner = torch.empty(0, dtype=torch.long)
    for each in model.graphs:
        n = sizes[str(each.graph.group.size)]
        edges[each.place] = ring_edges(n, settings.batch, settings.degree)
        owner = torch.arange(settings.batch).repeat_interleave(n)
    return {"batch": owner, "graphs": settings.batch}, edges


def ring_edges(n: int, graphs: int, most: int) -> Tensor:
    """Each point with the next few of its graph, around: `(2, edges)`, ends as source, target."""
    degree = min(most, n - 1)
    target = torch.arange(n).repeat_interleave(degree)
    source = (target + torch.arange(1, degree + 1).repeat(n)) % n
    first = n * torch.arange(graphs)[:, None]
    return torch.stack([(first + end).reshape(-1) for end in (source, target)])
