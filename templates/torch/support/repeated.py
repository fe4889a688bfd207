def _repeated(x, dim, size):
    """The same along a new axis."""
    y = x.unsqueeze(dim)
    shape = list(y.shape)
    shape[dim] = size
    return y.expand(shape)
