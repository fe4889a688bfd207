def _factored(x, y, w, table, sizes, spread):
    """A product of irreps by factors: both operands to numbers, these multiplied, and back.

    `sizes` are the components of x, y and z. `spread` has for x, for y, for the products and
    for z how many of them each row of `w` multiplies.
    """
    count, kind = table.shape[0] // sum(sizes), x.dtype
    x, y, w = _wide(x), _wide(y), None if w is None else _wide(w)
    left, right, back = table.to(x.dtype).split([count * size for size in sizes])
    if w is None:
        weights = (None,) * 4
    else:
        weights = w.split([len(lengths) for lengths in spread], -2)
    x = left.view(count, -1) @ _weighed(x, weights[0], spread[0])
    y = right.view(count, -1) @ _weighed(y.unsqueeze(-1), weights[1], spread[1])
    products = back.view(-1, count) @ _weighed(x * y, weights[2], spread[2])
    return _weighed(products, weights[3], spread[3]).to(kind)
