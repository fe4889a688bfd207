def _nothing(x, axes, shape):
    """Zeros of a shape behind the batch axes of x, which has `axes` axes behind them."""
    return x.new_zeros((*x.shape[: x.dim() - axes], *shape))
