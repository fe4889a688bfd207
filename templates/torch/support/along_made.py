def _along_made(x, y, w, graph, runs, groups, table, sums):
    """`_along` with the weights h @ m, of w = (h, m), made as it goes.

    So many entries at once as a cache holds are gathered, multiplied and summed, in the order of
    their targets, and once more for derivatives: what they make is not stored. Transforms of
    functions, as for a `gradient`, cannot take steps again, and have all weights at once.
    """
    step = _entries_at_once(x, sum(map(sum, groups)))
    whole = step is None or y.shape[0] <= step
    if whole or torch._C._are_functorch_transforms_active():
        weights = torch.tensordot(*w, 1)
        return _along(x, y, weights, graph, runs, groups, table, sums)
    hidden, matrix = w
    source, target, by_target, start = graph[:4]

    def part(source, y, hidden, x, matrix):
        read = x if source is None else x.index_select(0, source)
        weights = torch.tensordot(hidden, matrix, 1)
        operands = map(_wide, (read, y, weights))
        return _paths(*operands, runs, groups, table, sums)

    if source is None:
        parts = zip(*(t.split(step) for t in (x, y, hidden)), strict=True)
        made = [_recomputed(part, None, y, h, x, matrix) for x, y, h in parts]
        return torch.cat(made).to(x.dtype)
    ordered = [t.index_select(0, by_target) for t in (source, target, y, hidden)]
    z = _wide(x.new_zeros(start.shape[0] - 1, sum(n for n, _ in sums), x.shape[2]))
    parts = zip(*(t.split(step) for t in ordered), strict=True)
    for near, far, *own in parts:
        made = _recomputed(part, near, *own, x, matrix)
        rows = far[:, None, None].expand_as(made)
        z = z.scatter_add(0, rows, made)  # index_add would keep what was made
    return z.to(x.dtype)


def _recomputed(function, *given):
    """A function whose steps are taken again for derivatives, not stored."""
    from torch.utils.checkpoint import checkpoint

    if not torch.is_grad_enabled():
        return function(*given)
    return checkpoint(function, *given, use_reentrant=False, preserve_rng_state=False)
