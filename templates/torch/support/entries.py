def _entries(made, axes, *orders):
    """Every entry of the last axes as a term of its own, with the orders of the others."""
    flat = made.flatten(-1 - axes, -2) if axes > 1 else made
    return [(entry, *orders) for entry in flat.unbind(-2)]
