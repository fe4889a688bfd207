def _weighed(value, w, lengths):
    """Runs of components times one weight for each run and channel."""
    if w is None or not lengths:
        return value
    rows = [
        row.expand(*row.shape[:-2], length, row.shape[-1])
        for row, length in zip(w.split(1, -2), lengths, strict=True)
    ]
    return value * torch.cat(rows, -2)
