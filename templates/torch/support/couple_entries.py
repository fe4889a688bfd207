def _couple_entries(weight, *terms):
    """Products times weights (entries, tops, channels), added up.

    A term is a product, the number of its last axes whose entries have weights of their
    own, and the orders of its other axes.
    """
    start, total = 0, None
    for made, axes, *orders in terms:
        flat = made.flatten(-1 - axes, -2) if axes else made.unsqueeze(-2)
        count = flat.shape[-2]
        for order in orders:
            turned = _permute(flat.flatten(-2), order).unflatten(-1, flat.shape[-2:])
            w = weight.narrow(0, start, count)
            y = torch.einsum("...ec,etc->...tc", turned, w)
            total, start = y if total is None else total + y, start + count
    return total.flatten(-2)
