def _aligned(x, own, every):
    """Axes named by `own`, which are in the order of `every`, of size 1 where it has more."""
    return x[(..., *(slice(None) if c in own else None for c in every), slice(None))]
