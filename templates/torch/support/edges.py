def sort_edges(edges, points):
    """Edges by target and source, to pass in place of `edges` where a graph is used again.

    `edges` is an int64 tensor (2, E) of sources and targets, for so many points. Values on
    edges keep the order in which the edges stand there.
    """
    _check_ends("edges", edges, points)
    source, target = edges.unbind(0)
    order = _steady_order(target * points + source)
    source, target = source.index_select(0, order), target.index_select(0, order)
    starts = torch.searchsorted(target, torch.arange(points + 1, device=edges.device))
    return SortedEdges(source, target, order, starts)


class SortedEdges(NamedTuple):
    """Edges by target and source: edge i was edge `order[i]`, those to j begin at `starts[j]`."""

    source: Tensor
    target: Tensor
    order: Tensor
    starts: Tensor


def _edges(name, edges, points, batch):
    """The ends of the edges, by target and source, and where each edge stood before."""
    if isinstance(edges, SortedEdges):
        if edges.starts.shape[0] != points + 1:
            got = edges.starts.shape[0] - 1
            raise ValueError(f"{name}: sorted for {got} points, and there are {points}")
        source, target, order, _ = edges
    else:
        _check_ends(name, edges, points)
        source, target = edges.unbind(0)
        order = _steady_order(target * points + source)
        source, target = source.index_select(0, order), target.index_select(0, order)
    if batch is None or torch.compiler.is_compiling():
        return source, target, order
    if bool((batch[source] != batch[target]).any()):
        raise ValueError(f"{name}: an edge joins points of two graphs of the batch")
    return source, target, order


def _check_ends(name, edges, points):
    """Edges are an int64 tensor (2, E) of points that there are."""
    if not isinstance(edges, Tensor) or edges.dtype != torch.int64:
        raise ValueError(f"{name}: expected a torch.int64 tensor (2, edges)")
    if edges.dim() != 2 or edges.shape[0] != 2:
        got = tuple(edges.shape)
        raise ValueError(f"{name}: expected shape (2, edges), got {got}")
    if torch.compiler.is_compiling() or not edges.numel():
        return
    low, high = (int(end) for end in edges.aminmax())
    if low < 0 or high >= points:
        bad = low if low < 0 else high
        raise ValueError(f"{name}: expected points 0 to {points - 1}, got {bad}")
