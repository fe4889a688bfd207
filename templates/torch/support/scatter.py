def _scatter(x, index, size):
    """The sum of the rows of x that have each index, in the order in which they stand."""
    wide = x.float() if x.dtype in (torch.bfloat16, torch.float16) else x
    zeros = wide.new_zeros(size, *x.shape[1:])
    if x.is_cuda:
        return zeros.index_put((index,), wide, accumulate=True).to(x.dtype)
    return zeros.index_add(0, index, wide).to(x.dtype)
