def _unflatten(values, batch):
    """Tensors with all their batch axes again."""
    return tuple(x.reshape((*batch, *x.shape[1:])) for x in values)
