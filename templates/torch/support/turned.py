def _turned(x, rotations, w, graph, lengths, back):
    """Every block of x turned by rotations, one after the other for all degrees, or back.

    Blocks may have weights.
    What is at points is turned for every edge; turned back, it is summed at points.
    """
    source, target, by_target, start = graph[:4]
    kind, x, rotations = x.dtype, _wide(x), _wide(rotations)
    if source is not None and not back:
        x = x.index_select(0, source)
    out = []
    for part, n in zip(x.split(lengths, 1), lengths, strict=True):
        first = n * (n - 1) * (n - 2) // 6
        matrix = rotations[:, first : first + n * n].unflatten(-1, (n, n)).to(x.dtype)
        made = part if n == 1 else (matrix.mT if back else matrix) @ part
        out.append(made if w is None else made * w[..., len(out), None, :])
    made = torch.cat(out, 1) if len(out) > 1 else out[0]
    if source is None or not back:
        return made.to(kind)
    z = made.new_zeros((start.shape[0] - 1, *made.shape[1:]))
    return z.index_add(0, target[by_target], made.index_select(0, by_target)).to(kind)


def _to_edges(graph):
    """The same edges, to points of their own: what is read at one end, for every edge."""
    source, _, _, _, by_source, source_start = graph
    own = torch.arange(source.shape[0] + 1, device=source.device)
    return (source, own[:-1], own[:-1], own, by_source, source_start)


def _from_edges(graph):
    """The same edges, from points of their own: what every edge has, summed at one end."""
    source, target, by_target, target_start = graph[:4]
    own = torch.arange(source.shape[0] + 1, device=source.device)
    return (own[:-1], target, by_target, target_start, own[:-1], own)
