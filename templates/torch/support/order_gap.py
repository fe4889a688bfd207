def _order_gap(tensors, kinds):
    """How clearly the clearest principal axis tells the points of each item apart."""
    return _ordered(tensors, kinds)[2].amax(1)
