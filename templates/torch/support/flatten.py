def _flatten(values, batch):
    """Tensors with one batch axis; one that is missing stays so."""
    count = math.prod(batch)
    return tuple(
        None if x is None else x.reshape((count, *x.shape[len(batch) :]))
        for x in values
    )
