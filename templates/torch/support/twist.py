def _twist(z, w, orders):
    """The sum of z, permuted by each of the orders, times its own matrix."""
    return sum(_permute(z, order) @ m for order, m in zip(orders, w.unbind()))
