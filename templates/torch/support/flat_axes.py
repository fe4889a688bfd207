def _flat_axes(pieces, axes):
    """Blocks put together to flat axes again."""
    for axis, blocks in reversed(axes):
        rows = []
        for i, piece in enumerate(pieces):
            copies, *length = blocks[i % len(blocks)]
            piece = piece.unflatten(-1, (copies, piece.shape[-1] // copies))
            piece = piece.movedim(-2, axis - len(length))
            rows.append(piece.flatten(axis - 1, axis) if length else piece)
        count = len(blocks)
        pieces = [
            torch.cat(rows[i : i + count], axis) for i in range(0, len(rows), count)
        ]
    return pieces[0]
