def _read(matrix, x, axes, *ports):
    """Every contracted piece of a tensor with short axes, by one product.

    A port is the axes of its pieces and how many stand side by side in the channels.
    """
    rows = matrix @ x.flatten(-1 - axes, -2)
    cut = rows.split([math.prod(shape) * count for shape, count in ports], -2)
    return [
        piece.unflatten(-2, (*shape, count)).flatten(-2)
        for piece, (shape, count) in zip(cut, ports)
    ]
