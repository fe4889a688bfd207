"""Graphs unlike each other in one call: of one point, without edges, with points that have none."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from symc.ir.graphs import site_place
from symc.ir.model import Model
from symc.ir.symmetry import Part, tensors_of
from symc.verify.edges import points_of
from symc.verify.graphs import end_to_end, separated
from symc.verify.values import Sizes, Values, call, draw, packed, unpack

EXACT = 1e-9
"""The largest relative difference between two ways to compute the same in double precision."""

SHAPES: tuple[tuple[int, int], ...] = ((1, 0), (4, 5), (2, 0), (3, 1), (1, 0))
"""Points and edges of the graphs: of three or more points some have no edge."""


def without_edges(model: Model, net: nn.Module, sizes: Sizes) -> str | None:
    """One point, or a few, without an edge: every result is a number."""
    for points in (1, 3):
        each = _sizes(model, sizes, points, 0)
        with torch.no_grad():
            for y in call(model, net, draw(model, each, (), 4)):
                if not bool(torch.isfinite(y).all()):
                    return f"no number for {_told(model, each)}"
    return None


def unlike(model: Model, net: nn.Module, sizes: Sizes) -> str | None:
    """Graphs of several sizes end to end give the results of each alone."""
    graphs = [_sizes(model, sizes, *shape) for shape in SHAPES]
    values = [draw(model, each, (1,), i) for i, each in enumerate(graphs)]
    with torch.no_grad():
        alone = [call(model, net, [[x[0] for x in xs] for xs in each]) for each in values]
        together = _together(model, net, values)
    starts = [0] * len(together)
    for i, (each, results) in enumerate(zip(graphs, alone, strict=True)):
        parts = tensors_of(model.result.type)
        for k, (whole, y, part) in enumerate(zip(together, results, parts, strict=True)):
            place = site_place(part)
            if place is None:
                mine = whole[i]
            else:
                mine = whole.narrow(place, starts[k], y.shape[place])
                starts[k] += y.shape[place]
            if y.numel() and not float((mine - y).abs().max()) <= EXACT * _size(whole):
                return f"{_told(model, each)} gives other results beside other graphs than alone"
    return None


def _sizes(model: Model, sizes: Sizes, points: int, edges: int) -> dict[str, int]:
    """Sizes at which the points and edges of all graphs are so many, where they are free."""
    found = dict(sizes)
    for each in model.graphs:
        size = each.graph.group.size
        if isinstance(size, str):
            found[size] = points
        found[each.graph.name] = edges
    return found


def _size(whole: Tensor) -> float:
    """The largest number of all graphs: what is zero in one of them is rounding beside it."""
    return float(whole.abs().max().clamp_min(1e-30))


def _told(model: Model, sizes: Sizes) -> str:
    each = model.graphs[0]
    n, count = points_of(each, sizes), sizes[each.graph.name]
    return f"a graph of {n} point{'s' * (n != 1)} and {count} edge{'s' * (count != 1)}"


def _together(model: Model, net: nn.Module, values: Sequence[Values]) -> list[Tensor]:
    """The results of one call with all graphs."""
    places = _places(model)
    columns: list[list[Tensor]] = [[] for _ in places]
    owners, first = [], 0
    for i, each in enumerate(values):
        inputs, options = end_to_end(model, each)
        found = _tensors(model, inputs)
        for column, x, place in zip(columns, found, places, strict=True):
            column.append(x + first if place is None else x)
        owners.append(options["batch"] + i)
        first += len(options["batch"])
    joined = [
        torch.cat(column, -1 if place is None else place)
        for column, place in zip(columns, places, strict=True)
    ]
    options = {"batch": torch.cat(owners), "graphs": len(values)}
    made: Any = type(net)
    out = made.whole.forward(net, *_arguments(model, joined), **options)
    return unpack(model.result.type, out)


def _places(model: Model) -> list[int | None]:
    """Along which axis the tensors of graphs stand end to end; None of edges."""
    parts = [part for argument in model.arguments for part in tensors_of(argument.type)]
    return [*map(_place, parts), *(None for _ in model.graphs)]


def _place(part: Part) -> int:
    place = site_place(part)
    return 0 if place is None else place


def _tensors(model: Model, inputs: Sequence[Any]) -> list[Tensor]:
    """All tensors of arguments, edges last."""
    return [x for xs in separated(model, inputs) for x in xs]


def _arguments(model: Model, tensors: Sequence[Tensor]) -> tuple[Any, ...]:
    """Tensors, edges last, as the arguments of a model."""
    rest = list(tensors)
    values = []
    for argument in model.arguments:
        count = len(tensors_of(argument.type))
        values.append(rest[:count])
        rest = rest[count:]
    return packed(model, [*values, *([x] for x in rest)])
