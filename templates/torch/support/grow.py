def _grow(x, sizes):
    """Broadcast axes of size 1 before the channels to `sizes`."""
    return x.expand(*x.shape[: -1 - len(sizes)], *sizes, x.shape[-1])
