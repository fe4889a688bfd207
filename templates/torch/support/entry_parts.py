def _parts_by_target(x, y, w, graph):
    """All entries in parts, each with all of the entries of some targets.

    A part is these entries, their targets, and their edges, counted from these.
    """
    most = _most_entries(x, w)
    if graph[0] is None:
        for first in range(0, y.shape[0], most):
            some = slice(first, first + most)
            yield some, some, graph
        return
    source, target, order, start = graph[:4]
    for rows, first, last in _cuts(start, most):
        own = order[first:last]
        count = torch.arange(last - first, device=own.device)
        from_there = start[rows.start : rows.stop + 1] - first
        ends = (source[own], target[own] - rows.start)
        part = (*ends, count, from_there, None, None)
        counts = (last - first, x.shape[0], rows.stop - rows.start)
        yield own, rows, _trusted(part, counts)


def _parts_by_source(x, y, w, graph):
    """The same for edges, each part with all of the edges of some sources."""
    source, target, _, targets, order, start = graph
    for rows, first, last in _cuts(start, _most_entries(x, w)):
        own = order[first:last]
        count = torch.arange(last - first, device=own.device)
        from_there = start[rows.start : rows.stop + 1] - first
        ends = (source[own] - rows.start, target[own])
        by_target = (None, None)
        if x.is_cuda or _interpreted():
            found = torch.argsort(ends[1], stable=True)
            points = torch.arange(targets.shape[0], device=own.device)
            by_target = (found, torch.searchsorted(ends[1][found], points))
        part = (*ends, *by_target, count, from_there)
        counts = (last - first, rows.stop - rows.start, targets.shape[0] - 1)
        yield own, rows, _trusted(part, counts)


def _cuts(start, most):
    """Rows in runs with about so many entries: the rows, and where their entries lie."""
    rows = start.shape[0] - 1
    places = torch.arange(0, int(start[-1]), most, device=start.device)
    cuts = torch.searchsorted(start, places)
    ends = torch.tensor([0, rows], device=start.device)
    cuts = torch.cat((ends[:1], cuts.clamp(max=rows), ends[1:])).unique_consecutive()
    both = list(zip(cuts.tolist(), start[cuts].tolist(), strict=True))
    for (a, first), (b, last) in itertools.pairwise(both):
        yield slice(a, b), first, last


def _most_entries(x, w):
    """How many entries have their weights in a cache."""
    cache = 2**22 if x.is_cuda else 2**18
    return max(16, cache // max(1, w.shape[1] * w.shape[2]))
