def _evenly(count, element, like):
    """One sheaf: so many elements for each item, of equal weight."""
    return [(count, element, like.new_full((len(like) * count,), 1 / count))]
