def _of_parity(values, blocks, parity):
    """The values of harmonics of all blocks, 0 for blocks of the other parity."""
    rows = [
        values[degree] if own == parity else torch.zeros_like(values[degree])
        for degree, own in blocks
    ]
    return torch.cat(rows)
