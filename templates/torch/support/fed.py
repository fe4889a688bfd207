def _fed(breakers, shape, x, axes, drop, training, strict):
    """Vectors that nothing moves, for each item of x; zeros where they are dropped."""
    batch = x.shape[: x.dim() - axes]
    if strict:
        return x.new_zeros((*batch, *shape))
    value = breakers.view(shape).expand(*batch, *shape)
    if not training or not drop:
        return value
    kept = torch.rand((*batch, *(1 for _ in shape)), device=x.device) >= drop
    return value * kept
