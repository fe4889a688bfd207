def _alike(bias, x, axes):
    """A bias for every entry of the batch of x, which has `axes` axes after it."""
    return bias + x.new_zeros(*x.shape[: x.dim() - axes], 1)
