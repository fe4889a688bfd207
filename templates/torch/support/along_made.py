def _along_made(x, y, w, graph, runs, groups, table, sums):
    """`_along` with the weights h @ m, of w = (h, m), made as it goes.

    So many entries at once as a cache holds are gathered, multiplied and summed, in the order of
    their targets, and once more for derivatives: what they make is not stored.
    """
    step = _entries_at_once(x, sum(map(sum, groups)))
    whole = step is None or y.shape[0] <= step
    if whole or torch._C._are_functorch_transforms_active():
        weights = torch.tensordot(*w, 1)
        return _along(x, y, weights, graph, runs, groups, table, sums)
    source, target, by_target, start = graph[:4]

    def part(own, x, y, hidden, matrix):
        read = x[own] if source is None else x.index_select(0, source[own])
        weights = torch.tensordot(hidden[own], matrix, 1)
        return _paths(read, y[own], weights, runs, groups, table, sums)

    if source is None:
        every = torch.arange(y.shape[0]).split(step)
        return torch.cat([_recomputed(part, own, x, y, *w) for own in every])
    z = None
    for own in by_target.split(step):
        made = _recomputed(part, own, x, y, *w)
        if z is None:
            z = made.new_zeros(start.shape[0] - 1, *made.shape[1:])
        rows = target[own][:, None, None].expand_as(made)
        z = z.scatter_add(0, rows, made)  # index_add would keep what was made
    return z


def _recomputed(function, *given):
    """A function whose steps are taken again for derivatives, not stored."""
    from torch.utils.checkpoint import checkpoint

    if not torch.is_grad_enabled():
        return function(*given)
    return checkpoint(function, *given, use_reentrant=False, preserve_rng_state=False)
