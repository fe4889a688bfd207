"""Random edges, and what permutes points and edges."""

from collections.abc import Mapping, Sequence
from math import prod

import torch
from torch import Tensor

from symc.ir.graphs import Edges, site_place
from symc.ir.model import Model
from symc.ir.symmetry import Group, tensors_of


def is_sited(model: Model) -> bool:
    """Whether points of a model meet along edges, so that its batches are of graphs end to end."""
    ends = (*(argument.type for argument in model.arguments), model.result.type)
    parts = (part for end in ends for part in tensors_of(end))
    return bool(model.graphs) or any(site_place(part) is not None for part in parts)


def order_of(edges: Edges) -> Group:
    """What permutes the edges of a graph: they may come in any order."""
    return Group(edges.graph.name, "S", (edges.graph.name,))


def points_of(edges: Edges, sizes: Mapping[str, int]) -> int:
    """How many points a graph has."""
    size = edges.graph.group.size
    return sizes[size] if isinstance(size, str) else size


def random_edges(
    edges: Edges, sizes: Mapping[str, int], batch: Sequence[int], generator: torch.Generator
) -> Tensor:
    """Edges between different points where there are several; of three or more, one has none."""
    n, count = points_of(edges, sizes), sizes[edges.graph.name]
    joined = n if n < 3 else n - 1
    pairs = [(i, j) for i in range(joined) for j in range(joined) if i != j or n == 1]
    pool = torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2)
    found = []
    for _ in range(prod(batch)):
        order = torch.randperm(len(pool), generator=generator)
        again = torch.randint(len(pool), (max(0, count - len(pool)),), generator=generator)
        found.append(pool[torch.cat([order[:count], again])].T)
    whole = torch.stack(found) if found else torch.empty(0, 2, count, dtype=torch.int64)
    return whole.reshape(*batch, 2, count)


def renamed(edges: Tensor, points: Tensor | None, order: Tensor | None) -> Tensor:
    """Edges after permutations, given as matrices, of the points and of the edges themselves."""
    if points is not None:
        edges = points.real.argmax(0)[edges]
    return edges if order is None else edges[..., order.real.argmax(1)]
