def _direction(v, dims):
    """v / |v| over some axes, 0 at 0, with derivatives 0 there."""
    w, _ = _scaled(v, dims)
    square = w.square().sum(dims, keepdim=True)
    some = square > 0
    return torch.where(some, w * torch.where(some, square, 1).rsqrt(), 0).to(v.dtype)
