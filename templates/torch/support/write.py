def _write(matrix, sizes, *pieces):
    """A tensor with short axes from pieces (piece, axes, how many side by side)."""
    rows = [
        piece.unflatten(-1, (count, -1)).flatten(-2 - len(shape), -2)
        for piece, shape, count in pieces
    ]
    rows = torch.cat(rows, -2) if len(rows) > 1 else rows[0]
    return (matrix.mT @ rows).unflatten(-2, sizes)
