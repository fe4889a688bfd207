_GRAPH = ("source", "target", "by_target", "target_start", "by_source", "source_start")
_KNOWN = {}


def _check_graph(graph, x, counts, wanted):
    """Raise a ValueError unless these parts of a graph are there and point at what there is.

    `counts` are those of entries, rows of x and rows of z. What was found right is read no second
    time, which on a GPU would have to be waited for.
    """
    limits = _limits(counts)
    unread = []
    for name, index, (size, top) in zip(_GRAPH, graph, limits, strict=True):
        if index is None and name not in wanted:
            continue
        if index is None or not wanted:
            expected = "a tensor, along edges" if wanted else "None, without edges"
            raise ValueError(f"{name}: expected {expected}")
        if index.dtype != torch.int64 or index.dim() != 1 or index.device != x.device:
            got = f"{index.dtype}, {index.dim()} axes, on {index.device}"
            expected = f"torch.int64, 1 axis, on {x.device}"
            raise ValueError(f"{name}: expected {expected}, got {got}")
        if index.shape[0] != size:
            raise ValueError(f"{name}: axis 0 should be {size}, got {index.shape[0]}")
        if index.numel() and not _is_known(index, top):
            unread.append((name, index, top))
    if not unread or (x.is_cuda and torch.cuda.is_current_stream_capturing()):
        return
    found = torch.stack([_misses(*each) for each in unread]).tolist()
    for (name, index, top), bad in zip(unread, found, strict=True):
        if bad and name.endswith("start"):
            raise ValueError(f"{name}: expected to rise from 0 to {top}")
        if bad:
            low, high = (int(end) for end in index.aminmax())
            what = "edges" if name.startswith("by") else "points"
            got = low if low < 0 else high
            raise ValueError(f"{name}: expected {what} 0 to {top}, got {got}")
        _know(index, top)


def _limits(counts):
    """The length of every part of a graph, and the greatest number in it."""
    entries, points, rows = counts
    ends = (entries, points - 1), (entries, rows - 1)
    by_target, by_source = ((max(n, 0) + 1, entries) for n in (rows, points))
    order = entries, entries - 1
    return (*ends, order, by_target, order, by_source)


def _misses(name, index, top):
    """Whether some index is beyond, or starts are not in order."""
    beyond = ((index < 0) | (index > top)).any()
    if not name.endswith("start"):
        return beyond
    falls = (index[1:] < index[:-1]).any()
    return beyond | falls | (index[0] != 0) | (index[-1] != top)


def _know(index, top):
    """Note that an index was read, for as long as it lives and nothing is written in it."""
    key, version = id(index), 0 if index.is_inference() else index._version
    alive = weakref.ref(index, lambda _: _KNOWN.pop(key, None))
    _KNOWN[key] = (alive, top, version)


def _is_known(index, top):
    """Whether it was."""
    alive, *known = _KNOWN.get(id(index), (None,))
    version = 0 if index.is_inference() else index._version
    return alive is not None and alive() is index and known == [top, version]


def _trusted(graph, counts):
    """A graph made of one that was read, so that it need not be."""
    for index, (_, top) in zip(graph, _limits(counts), strict=True):
        if index is not None:
            _know(index, top)
    return graph
