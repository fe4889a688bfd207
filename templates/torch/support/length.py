def _length(v, dims):
    """|v| over some axes, with derivatives 0 at 0."""
    w, size = _scaled(v, dims)
    square = w.square().sum(dims, keepdim=True)
    some = square > 0
    length = torch.where(some, torch.where(some, square, 1).sqrt(), 0)
    return (length * size).to(v.dtype).squeeze(dims)
