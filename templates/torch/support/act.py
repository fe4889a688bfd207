def _act(x, moves, element, back=False):
    """Each item moved by its group element, or back; `moves` are axes and their kinds."""
    for dim, kind in moves:
        x = _turn(x, dim, element[kind][back])
    return x


def _turn(x, dim, g):
    """One axis moved: by a matrix per item, or by the places that entries come from.

    A matrix with one more column than there are entries adds the last one.
    """
    if g.is_floating_point():
        y = x.movedim(dim, -1)
        d = y.shape[-1]
        flat = y.reshape(g.shape[0], math.prod(y.shape[1:-1]), d)
        flat = flat @ g[:, :d, :d].mT
        flat = flat + g[:, None, :d, d] if g.shape[-1] > d else flat
        return flat.reshape(y.shape).movedim(-1, dim)
    shape = [1] * x.dim()
    shape[0], shape[dim] = g.shape
    return x.gather(dim, g.reshape(shape).expand(x.shape))
