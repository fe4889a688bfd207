def _sorted(tensors, kinds):
    """Orders of points along their principal axes, both ways, with weights.

    A weight is 0 where two points that differ are at one place of the axis. Points that
    are alike share what comes back. Where no axis tells points apart, all of them are
    replaced by their mean.
    """
    return _orders(*_ordered(tensors, kinds), tensors[0].dtype)


def _ordered(tensors, kinds):
    """Orders of points along principal axes, which neighbours are alike, how clear it is."""
    x = [
        y.movedim(dim, 1).unsqueeze(-1).flatten(2) for y, (dim,) in zip(tensors, kinds)
    ]
    x = torch.cat(x, 2)
    x = x if x.dtype.itemsize > 2 else x.float()
    n = x.shape[1]
    along, clear = _places_along(x - x.mean(1, keepdim=True))
    order = along.argsort(dim=1, stable=True)
    space = along.gather(1, order)
    space = (space[:, 1:] - space[:, :-1]).movedim(2, 1)
    rows = order.movedim(2, 1).flatten(0, 1)
    seen = x.repeat_interleave(along.shape[2], 0)
    seen = seen.gather(1, rows[..., None].expand(-1, -1, x.shape[2]))
    alike = (seen[:, 1:] == seen[:, :-1]).all(-1)
    size = along.abs().amax(1).clamp(min=torch.finfo(x.dtype).tiny)
    if n > 1:
        space = torch.where(alike.unflatten(0, clear.shape), size[..., None], space)
        clear = clear * (space.amin(2) / size).clamp(max=1)
    clear = (clear - 4 * torch.finfo(x.dtype).eps).clamp(min=0)
    return rows, alike, clear


def _places_along(x, most=3):
    """Where points lie along the largest principal axes; how clear these are, 0 to 1."""
    whole = x.mT @ x
    values, axes = torch.linalg.eigh(whole.detach())
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


def _orders(rows, alike, clear, kind):
    """The sheaves of these orders and their reverses."""
    items, count = clear.shape
    n, total = rows.shape[1], clear.sum(1, keepdim=True)
    weights = clear / torch.where(total > 0, total, 1)
    rows = torch.stack([rows, rows.flip(1)], 1).flatten(0, 1)
    alike = torch.stack([alike, alike.flip(1)], 1).flatten(0, 1)
    weights = weights.repeat_interleave(2, 1).flatten() / 2
    there = rows.argsort(1)
    dense = not _is_open(alike)
    if dense or bool(alike.any()):
        first = nn.functional.pad(~alike, (1, 0), value=True).cumsum(1)
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
