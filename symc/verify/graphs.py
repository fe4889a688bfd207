"""Batches of graphs, end to end, in place of batch axes."""

from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from symc.ir.graphs import site_place
from symc.ir.model import Model
from symc.ir.symmetry import Part, Type, tensors_of
from symc.verify.edges import is_sited
from symc.verify.values import Values, pack, packed, unpack


def on_graphs(net: nn.Module, model: Model) -> nn.Module:
    """The model, if it is on graphs, with batch axes: every item is a graph of its own."""
    if not is_sited(model):
        return net
    whole: Any = type(net)

    def forward(self: nn.Module, *arguments: Any) -> Any:
        values = separated(model, arguments)
        batch = batch_of(model, values)
        if not batch:
            return whole.forward(self, *arguments)
        inputs, options = end_to_end(model, values)
        out = unpack(model.result.type, whole.forward(self, *inputs, **options))
        return pack(model.result.type, apart(model.result.type, out, batch))

    net.__class__ = type("OnGraphs", (whole,), {"forward": forward, "whole": whole})
    return net


def separated(model: Model, arguments: Sequence[Any]) -> Values:
    """Arguments in the order declared as values: those that hold values, then edges."""
    rest = list(arguments)
    edges = [[rest[each.place]] for each in model.graphs]
    for each in reversed(model.graphs):
        del rest[each.place]
    return [*(unpack(a.type, x) for a, x in zip(model.arguments, rest, strict=True)), *edges]


def batch_of(model: Model, values: Values) -> tuple[int, ...]:
    """The batch axes of values."""
    if model.graphs:
        return tuple(values[-1][0].shape[:-2])
    part = tensors_of(model.arguments[0].type)[0]
    x = values[0][0]
    return tuple(x.shape[: x.dim() - len(part.axes) - (part.multiplicity is not None)])


def end_to_end(model: Model, values: Values) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Values with batch axes as the arguments of one large graph, with `batch=` and `graphs=`."""
    lead, count = len(batch_of(model, values)), prod(batch_of(model, values))
    n = _points(model, values)
    joined = [
        [_join(x, part, lead) for x, part in zip(xs, tensors_of(a.type), strict=True)]
        for xs, a in zip(values, model.arguments, strict=False)
    ]
    for (edges,) in values[len(model.arguments) :]:
        first = n * torch.arange(count)[:, None, None]
        moved = edges.reshape(count, *edges.shape[lead:]) + first
        joined.append([moved.movedim(1, 0).flatten(1)])
    owner = torch.arange(count)[:, None].expand(count, n).reshape(count * n)
    return packed(model, joined), {"batch": owner, "graphs": count}


def _points(model: Model, values: Values) -> int:
    """How many points each graph has, by the first value that there is one of for each."""
    for argument, xs in zip(model.arguments, values, strict=False):
        for part, x in zip(tensors_of(argument.type), xs, strict=True):
            for i, axis in enumerate(reversed(part.axes), 1 + (part.multiplicity is not None)):
                if axis.site and axis.group is not None:
                    return int(x.shape[-i])
    return 0


def _join(x: Tensor, part: Part, lead: int) -> Tensor:
    """The batch axes of a value as one, and as one with the axis of points or edges."""
    x = x.reshape(prod(x.shape[:lead]), *x.shape[lead:])
    place = site_place(part)
    if place is None:
        return x
    return x.movedim(1 + place, 1).flatten(0, 1).movedim(0, place)


def apart(type_: Type, values: Sequence[Tensor], batch: tuple[int, ...]) -> list[Tensor]:
    """The results of one large graph with batch axes."""
    found = []
    for x, part in zip(values, tensors_of(type_), strict=True):
        place = site_place(part)
        if place is not None:
            x = x.movedim(place, 0)
            x = x.reshape(prod(batch), x.shape[0] // prod(batch), *x.shape[1:])
            x = x.movedim(1, 1 + place)
        found.append(x.reshape(*batch, *x.shape[1:]))
    return found
