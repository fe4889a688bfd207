def _length(v, dims):
    """|v| over some axes, with derivatives 0 at 0."""
    square = _wide(v).square().sum(dims)
    some = square > 0
    return torch.where(some, torch.where(some, square, 1).sqrt(), 0).to(v.dtype)
