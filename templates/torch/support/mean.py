def _per(x, count):
    """Divide by a number of points: one number, or one per batch entry."""
    if isinstance(count, Tensor):
        count = count.reshape(count.shape + (1,) * (x.dim() - count.dim()))
    return x / count


def _mean(x, dim, count):
    """The sum over an axis of points divided by their number, if that is given."""
    kind = torch.float32 if x.dtype.itemsize == 2 else x.dtype
    if isinstance(count, Tensor):
        return _per(x.sum(dim, dtype=kind), count).to(x.dtype)
    return x.sum(dim) if count is None else x.mean(dim, dtype=kind).to(x.dtype)
