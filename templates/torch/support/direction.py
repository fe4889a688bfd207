def _direction(v, dims):
    """v / |v| over some axes, 0 at 0, with derivatives 0 there."""
    square = _wide(v).square().sum(dims, keepdim=True)
    some = square > 0
    return torch.where(some, v * torch.where(some, square, 1).rsqrt(), 0).to(v.dtype)
