def _permute(x, order):
    """Permute the axes before the channels: axis i of the result is axis order[i]."""
    first = x.dim() - len(order) - 1
    return x.permute(*range(first), *(first + i for i in order), -1)
