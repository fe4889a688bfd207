def _centred(values, points):
    """The centre of the points of each item, 0 of none, and all tensors as seen from there.

    `points` says which tensors hold points, along which axis, and what of them is there.
    """
    total = count = 0
    for at, dim, there in points:
        x = values[at] if values[at].dtype.itemsize > 2 else values[at].float()
        seen = torch.ones_like(x) if there is None else there.expand_as(x).to(x.dtype)
        total = total + _each(x * seen, dim).sum(2)
        count = count + _each(seen, dim).sum(2)
    center = total / count.clamp(min=1)
    return center, _placed(values, -center, points)


def _each(x, dim):
    """Items, then this axis, then all others as one."""
    return x.movedim(dim, 1).unsqueeze(-1).flatten(2)


def _placed(values, center, points):
    """Points moved by a vector for each item; other tensors, and absent points, as they are."""
    moved = list(values)
    for at, dim, there in points:
        x = values[at]
        shape = [1] * x.dim()
        shape[0], shape[dim] = center.shape
        y = (x + center.reshape(shape)).to(x.dtype)
        moved[at] = y if there is None else torch.where(there, y, x)
    return tuple(moved)
