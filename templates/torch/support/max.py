def _max(x, dims, seen):
    """The maximum over points that are there, 0 where there are none."""
    if seen is None:
        return x.amax(dims)
    top = x.masked_fill(~seen, -math.inf).amax(dims)
    return torch.where(top > -math.inf, top, 0)
