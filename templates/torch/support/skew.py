def _skew_sum(x, first, second):
    """Contract two axes with the symplectic form: q p' - p q', summed."""
    half = x.shape[first] // 2
    ahead, behind = (x.diagonal(k, first, second).sum(-1) for k in (half, -half))
    return ahead - behind


def _skew_add(y, value, first, second):
    """Add the symplectic form times a value to two axes of y, in place unless traced."""
    half, value = y.shape[first] // 2, value.unsqueeze(-1)
    if torch.compiler.is_compiling():
        value = value.expand(*value.shape[:-1], half)
        ahead, behind = (
            torch.diag_embed(value, k, first, second) for k in (half, -half)
        )
        return y + ahead - behind
    y.diagonal(half, first, second).add_(value)
    y.diagonal(-half, first, second).sub_(value)
    return y
