def _count(mask, size):
    """How many points there are: `size`, or the true ones of a mask, at least 1."""
    return size if mask is None else mask.sum(-1).clamp(min=1)
