def _permute(x, order):
    """Permute the axes before the channels: axis i of the result is axis order[i]."""
    n = len(order)
    if n == 2 and order[0] == 1:
        return x.transpose(-3, -2)
    return x.movedim([i - n - 1 for i in order], list(range(-1 - n, -1)))
