def _add_diagonal(y, value, first, second, place):
    """Add to the diagonal of two axes of y, in place unless it is traced."""
    if torch.compiler.is_compiling():
        one = torch.eye(y.shape[first], dtype=y.dtype, device=y.device)
        spread = value.movedim(place, -1).unsqueeze(-1) * one
        return y + spread.movedim((-2, -1), (first, second))
    y.diagonal(0, first, second).movedim(-1, place).add_(value)
    return y
