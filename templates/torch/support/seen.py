def _seen(axes, *masks):
    """Which entries of a tensor with so many axes are there: (mask, axes of its points) each."""
    every = None
    for mask, places in masks:
        for place in places if mask is not None else ():
            shape = [-1 if i == place else 1 for i in range(axes)]
            seen = mask.reshape(*mask.shape[:-1], *shape)
            every = seen if every is None else every & seen
    return every
