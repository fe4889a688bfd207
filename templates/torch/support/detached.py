def _detached(values):
    """Tensors without their history."""
    return tuple(None if x is None else x.detach() for x in values)
