def _act(x, moves, element, back=False):
    """Each item moved by its group element, or back; `moves` are axes and their kinds."""
    for dim, kind in moves:
        x = _turn(x, dim, element[kind][back])
    return x


def _turn(x, dim, g):
    """One axis moved: by a matrix per item, or by the places that entries come from."""
    if g.is_floating_point():
        y = x.movedim(dim, -1)
        flat = y.reshape(len(g), math.prod(y.shape[1:-1]), g.shape[-1]) @ g.mT
        return flat.reshape(y.shape).movedim(-1, dim)
    shape = [1] * x.dim()
    shape[0], shape[dim] = g.shape
    return x.gather(dim, g.reshape(shape).expand(x.shape))
