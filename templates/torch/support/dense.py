def _as_matrices(sheaves, batch, center=None):
    """The elements of all items as matrices, as many for each, and their weights.

    Of motions these are matrices with one more row and column, which take the origin to
    the centre. Where an item has less elements than others, the rest weigh 0.
    """
    count, elements, weights = math.prod(batch), [], []
    for items, element, weight in sheaves:
        g = element[""][0]
        g = g if g.is_floating_point() else nn.functional.one_hot(g, g.shape[-1])
        g = g.to(weight.dtype)
        if isinstance(items, int):
            elements.append(g.unflatten(0, (count, items)))
            weights.append(weight.unflatten(0, (count, items)))
            continue
        often = items.bincount(minlength=count)
        place = torch.arange(len(items), device=items.device)
        place = place - (often.cumsum(0) - often)[items]
        shape = (count, int(often.max()) if count else 0)
        elements.append(g.new_zeros(*shape, *g.shape[1:]))
        weights.append(weight.new_zeros(shape))
        elements[-1][items, place], weights[-1][items, place] = g, weight
    elements, weights = torch.cat(elements, 1), torch.cat(weights, 1)
    if center is not None:
        column = center.to(elements.dtype)[:, None, :, None]
        column = column.expand(*elements.shape[:2], -1, 1)
        elements = nn.functional.pad(torch.cat([elements, column], 3), (0, 0, 0, 1))
        elements[..., -1, -1] = 1
    return elements.reshape(*batch, *elements.shape[1:]), weights.reshape(
        *batch, weights.shape[1]
    )
