def _beside(product, start, rows, size):
    """Blocks of a product, each of this size, side by side as channels."""
    made = product[..., start : start + rows * size, :].unflatten(-2, (rows, size))
    return made.transpose(-3, -2).flatten(-2)
