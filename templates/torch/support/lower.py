def _lower(x, dim, plus):
    """Lower an index: the sign of the coordinates from `plus` on is reversed."""
    first, second = x.split((plus, x.shape[dim] - plus), dim)
    return torch.cat([first, -second], dim)
