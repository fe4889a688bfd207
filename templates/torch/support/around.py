def _around(network, values, sheaves, before, after):
    """The weighted mean of g network(g^-1 x) over elements g of a group.

    A sheaf is how many elements each item has, or the items of all elements one by one;
    the elements, kind by kind, there and back; and their weights.
    """
    total, count = None, values[0].shape[0]
    for items, element, weight in sheaves:
        made = _moved(network, values, items, element, before)
        made = [_act(y, moves, element) for y, moves in zip(made, after)]
        made = [y * weight.reshape(-1, *[1] * (y.dim() - 1)) for y in made]
        if isinstance(items, int):
            made = [y.unflatten(0, (count, items)).sum(1) for y in made]
        else:
            made = [
                y.new_zeros(count, *y.shape[1:]).index_add(0, items, y) for y in made
            ]
        total = made if total is None else [a + b for a, b in zip(total, made)]
    return tuple(total)


def _moved(network, values, items, element, before):
    """What a network makes of arguments that are moved back by group elements."""
    seen = []
    for x, moves in zip(values, before):
        if x is not None:
            often = isinstance(items, int)
            x = x.repeat_interleave(items, 0) if often else x.index_select(0, items)
            x = _act(x, moves, element, back=True)
        seen.append(x)
    return network(*seen)
