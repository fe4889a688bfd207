def _along(x, y, w, graph, runs, groups, table, sums):
    """A product of irreps in plain PyTorch, along edges where there are any."""
    source, target, by_target, start = graph[:4]
    kind = x.dtype
    x, y, w = _wide(x), _wide(y), None if w is None else _wide(w)
    if source is not None:
        x = x.index_select(0, source)
    step = _entries_at_once(x, sum(map(sum, groups)))
    if step is None or y.shape[0] <= step:
        made = _paths(x, y, w, runs, groups, table, sums)
    else:
        each = w is not None and w.dim() == 3
        weights = w.split(step) if each else [w] * -(-y.shape[0] // step)
        parts = zip(x.split(step), y.split(step), weights, strict=True)
        made = torch.cat([_paths(*p, runs, groups, table, sums) for p in parts])
    if source is None:
        return made.to(kind)
    z = made.new_zeros((start.shape[0] - 1, *made.shape[1:]))
    return z.index_add(0, target[by_target], made.index_select(0, by_target)).to(kind)


def _entries_at_once(x, components):
    """How many entries go together, so that what they make stays in a cache; None for all."""
    if x.device.type != "cpu" or torch.compiler.is_compiling():
        return None
    return max(64, 2**19 // max(1, components * x.shape[-1]))
