def _hand(x, batch, size):
    """What belongs to a whole graph, for each of its points or edges."""
    return x.expand(size, *x.shape) if batch is None else _gather(x, batch)
