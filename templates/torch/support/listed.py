def _listed(kind, *kinds):
    """All elements of a finite group, there and back, as they move each kind of axis.

    Of each kind the generators are given: as images of points, or as matrices. The first
    one tells elements apart. `kind` says where the numbers are kept.
    """
    made = [[_step(each) for each in steps] for steps in kinds]
    one = tuple(
        torch.arange(len(steps[0]))
        if steps[0].dim() == 1
        else torch.eye(len(steps[0])).double()
        for steps in made
    )
    found, seen = [one], {_key(one[0])}
    for element in found:
        for steps in zip(*made):
            new = tuple(_after(g, h) for g, h in zip(steps, element))
            if _key(new[0]) not in seen:
                seen.add(_key(new[0]))
                found.append(new)
    ways = [_ways(torch.stack(each)) for each in zip(*found)]
    return [tuple(_stored(g, kind) for g in each) for each in ways]


def _step(g):
    """Images of points as integers, matrices in double precision."""
    return torch.tensor(g, dtype=torch.int64 if isinstance(g[0], int) else torch.double)


def _stored(g, kind):
    return g.to(kind["device"]) if g.dim() == 2 else g.to(torch.empty(0, **kind))


def _key(g):
    return tuple(g.flatten().tolist() if g.dim() == 1 else _rounded(g))


def _rounded(g):
    return (g * 1e6).round().long().flatten().tolist()


def _after(g, h):
    """First h, then g."""
    return g[h] if g.dim() == 1 else g @ h


def _ways(g):
    """There and back: places to read from, or matrices."""
    if g.dim() == 2:
        return g.argsort(1), g
    return g, torch.linalg.inv(g)
