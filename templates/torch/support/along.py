def _along(x, y, w, graph, runs, groups, table, sums):
    """A product of irreps in plain PyTorch, along edges where there are any."""
    if graph[0] is None:
        return _paths(x, y, w, runs, groups, table, sums)
    source, target, by_target, start = graph[:4]
    made = _paths(x.index_select(0, source), y, w, runs, groups, table, sums)
    z = made.new_zeros((start.shape[0] - 1, *made.shape[1:]))
    return z.index_add(0, target[by_target], made.index_select(0, by_target))
