def _aligned(x, own, every):
    """Axes named by `own` in the order of `every`, of size 1 where it has more."""
    order = sorted(range(len(own)), key=lambda i: every.index(own[i]))
    x = x if order == list(range(len(own))) else _permute(x, order)
    return x[(..., *(slice(None) if c in own else None for c in every), slice(None))]
