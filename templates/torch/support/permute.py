def _permute(x, order):
    """Permute the axes before the channels: axis i of the result is axis order[i]."""
    n = len(order)
    return x.movedim([i - n - 1 for i in order], list(range(-1 - n, -1)))
