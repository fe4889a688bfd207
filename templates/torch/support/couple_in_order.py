def _couple(weight, *products):
    """Products times weights (slots, channels), or (slots, tops, channels), added up."""
    several, total = weight.dim() == 3, None
    for made, w in zip(products, weight.unbind(), strict=True):
        made = made.unsqueeze(-2) if several else made
        total = made * w if total is None else torch.addcmul(total, made, w)
    return total.flatten(-2) if several else total
