def _outer(w, blocks):
    """For every path the product of the weights of its blocks, whose rows `blocks` are."""
    first, *others = (w.index_select(-2, places) for places in blocks)
    for each in others:
        first = first * each
    return first
