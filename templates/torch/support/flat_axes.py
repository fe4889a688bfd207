def _flat_axes(pieces, axes):
    """Blocks put together to flat axes again."""
    for axis, blocks in reversed(axes):
        rows = []
        for i, piece in enumerate(pieces):
            copies, *lengths = blocks[i % len(blocks)]
            first = axis - len(lengths)
            piece = piece.unflatten(-1, (copies, piece.shape[-1] // copies))
            piece = piece.movedim(-2, first)
            rows.append(piece.flatten(first, axis) if lengths else piece)
        count = len(blocks)
        pieces = [
            torch.cat(rows[i : i + count], axis) for i in range(0, len(rows), count)
        ]
    return pieces[0]
