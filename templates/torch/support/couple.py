def _couple(weight, *terms):
    """Products times weights (slots, channels), or (slots, tops, channels), added up.

    A term is a product, or a product with the orders of its axes that have weights.
    """
    slots, several, total = iter(weight.unbind()), weight.dim() == 3, None
    for term in terms:
        made, *orders = term if isinstance(term, tuple) else (term, None)
        for order in orders:
            turned = made if order is None else _permute(made, order)
            turned = turned.unsqueeze(-2) if several else turned
            w = next(slots)
            total = turned * w if total is None else torch.addcmul(total, turned, w)
    return total.flatten(-2) if several else total
