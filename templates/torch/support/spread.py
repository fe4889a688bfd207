def _spread(x, dim, count):
    """The adjoint of `_mean`: a new axis along which x is the same for all points."""
    return (x if count is None else _per(x, count)).unsqueeze(dim)
