def _zeros(x, axes, sizes):
    """Zeros with the batch and the channels of x, which has `axes` axes between them."""
    return x.new_zeros((*x.shape[: x.dim() - 1 - axes], *sizes, x.shape[-1]))
