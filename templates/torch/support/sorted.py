def _sorted(tensors, kinds):
    """Orders of points along their principal axes, both ways, with weights.

    A weight is 0 where two points that differ are at one place of the axis. Points that
    are alike share what comes back. Where no axis tells points apart, all of them are
    replaced by their mean.
    """
    return _orders(*_ordered(tensors, kinds), tensors[0].dtype)


def _ordered(tensors, kinds):
    """Orders of points along principal axes, which are unlike the one before, how clear."""
    x = [
        y.movedim(dim, 1).unsqueeze(-1).flatten(2) for y, (dim,) in zip(tensors, kinds)
    ]
    x = torch.cat(x, 2)
    x = x if x.dtype.itemsize > 2 else x.float()
    n = x.shape[1]
    along, clear = _places_along(x - x.mean(1, keepdim=True))
    order = _steady_order(along, 1)
    space = along.gather(1, order).movedim(2, 1)
    rows = order.movedim(2, 1).flatten(0, 1)
    seen = x.repeat_interleave(along.shape[2], 0)
    seen = seen.gather(1, rows[..., None].expand(-1, -1, x.shape[2]))
    places = torch.arange(n, device=x.device)
    before = (places - 1).clamp(min=0)
    unlike = (seen != seen.index_select(1, before)).any(-1)
    size = along.abs().amax(1).clamp(min=torch.finfo(x.dtype).tiny)
    space = space - space.index_select(2, before)
    space = torch.where(unlike.unflatten(0, clear.shape), space, size[..., None])
    clear = clear * (space.amin(2) / size).clamp(max=1)
    clear = (clear - 4 * torch.finfo(x.dtype).eps).clamp(min=0)
    return rows, unlike | (places == 0), clear


def _places_along(x, most=3):
    """Where points lie along the largest principal axes; how clear these are, 0 to 1."""
    whole = x.mT @ x
    values, axes = _spectrum(whole.detach())
    steps = values[:, None] - values[:, :, None]
    steps = torch.where(steps == 0, torch.zeros_like(steps), 1 / steps)
    # the axes as they are, with two derivatives of those that are simple
    change = axes.mT @ (whole - whole.detach()) @ axes
    turn = change * steps
    more = (change @ turn - turn * change.diagonal(dim1=1, dim2=2)[:, None]) * steps
    more = more - torch.diag_embed(turn.square().sum(1) / 2)
    axes = axes + axes @ (turn + more)
    values = values + (change + change @ turn).diagonal(dim1=1, dim2=2)
    largest = values[:, -1:]
    share = values / torch.where(largest > 0, largest, 1)
    gaps, ends = share.diff(dim=1), torch.ones_like(largest)
    # an axis along which nothing lies is arbitrary, too: below the least one there is 0
    below = torch.cat([share[:, :1], gaps], 1)
    gaps = torch.minimum(below, torch.cat([gaps, ends], 1))
    clear = torch.where(largest > 0, _smooth(gaps / 0.05), torch.zeros_like(gaps))
    return (x @ axes)[..., -most:], clear[:, -most:]


def _orders(rows, unlike, clear, kind):
    """The sheaves of these orders and their reverses; the first point is unlike those before."""
    items, count = clear.shape
    n, total = rows.shape[1], clear.sum(1, keepdim=True)
    weights = clear / torch.where(total > 0, total, 1)
    rows = torch.stack([rows, rows.flip(1)], 1).flatten(0, 1)
    places = torch.arange(n, device=rows.device)
    after = unlike.index_select(1, (n - places).clamp(max=n - 1)) | (places == 0)
    unlike = torch.stack([unlike, after], 1).flatten(0, 1)
    weights = weights.repeat_interleave(2, 1).flatten() / 2
    there = rows.argsort(1)
    dense = not _is_open(unlike)
    if dense or not bool(unlike.all()):
        first = unlike.cumsum(1)
        same = (first[:, :, None] == first[:, None]).to(kind)
        same = same / same.sum(2, keepdim=True)
        there = same.gather(1, there[..., None].expand(-1, -1, n))
    sheaves = [(2 * count, {"": (there, rows)}, weights.to(kind))]
    lost = total[:, 0] == 0
    if dense or bool(lost.any()):
        places = torch.arange(items, device=rows.device)
        places = places if dense else places[lost]
        mean = clear.new_full((places.shape[0], n, n), 1 / n).to(kind)
        sheaves.append((places, {"": (mean, mean)}, lost[places].to(kind)))
    return sheaves
