def _unsorted(x, order):
    """Rows of x as they stood before they were sorted."""
    return x.index_select(0, torch.argsort(order))
