def _scatter_mean(x, index, size):
    """The mean of the rows of x that have each index, 0 where there are none."""
    count = _scatter(torch.ones_like(index), index, size).clamp(min=1)
    count = count.reshape(-1, *(1 for _ in x.shape[1:]))
    return (_scatter(_wide(x), index, size) / count).to(x.dtype)
