def _evenly(count, element, like):
    """One sheaf: so many elements for each item, of equal weight."""
    return [(count, element, like.new_full((like.shape[0] * count,), 1 / count))]
