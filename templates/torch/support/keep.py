def _keep(x, seen):
    """The same, with zeros at absent points, whatever stood there."""
    return x if seen is None else torch.where(seen, x, 0)
