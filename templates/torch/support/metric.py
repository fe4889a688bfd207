def _metric_sum(x, dim, plus):
    """The sum over an axis, minus the entries from `plus` on."""
    return x.narrow(dim, 0, plus).sum(dim) - x.narrow(
        dim, plus, x.shape[dim] - plus
    ).sum(dim)


def _metric_spread(y, dim, plus, size):
    """A new axis with y in its first entries, and minus y from `plus` on."""
    y = y.unsqueeze(dim)
    return torch.cat([y] * plus + [-y] * (size - plus), dim)
