def _principal(whole, proper):
    """Principal axes with all choices of signs, and weights that fade out.

    `whole` is the sum of x x^T over the vectors of an item. Where two eigenvalues agree
    the axes are arbitrary: there the weights are 0, and of a matrix that has no such
    eigenvalues, so that gradients stay finite.
    """
    d = whole.shape[-1]
    weight, axes = _spread_out(whole)
    axes = axes.flip(-1)
    signs = itertools.product((1.0, -1.0), repeat=d - 1 if proper else d)
    signs = whole.new_tensor([(*s, *[1.0] * (d - len(s))) for s in signs])
    frames = axes[:, None] * signs[:, None, :]
    if proper:
        turn = torch.linalg.det(frames).round().detach()
        last = frames[..., -1:] * turn[..., None, None]
        frames = torch.cat([frames[..., :-1], last], -1)
    return frames, weight[:, None].expand(-1, len(signs)) / len(signs)


def _spread_out(whole):
    """1 where eigenvalues differ well, 0 where two agree; axes, arbitrary where it is 0."""
    d = whole.shape[-1]
    if d == 1:
        return torch.ones_like(whole[:, 0, 0]), torch.ones_like(whole)
    with torch.no_grad():
        alive = _apart(_spectrum(whole)[0]) > 0
    ladder = torch.arange(1, d + 1, dtype=whole.dtype, device=whole.device)
    safe = torch.where(alive[:, None, None], whole, torch.diag(ladder))
    values, axes = _spectrum(safe)
    weight = _smooth(_apart(values) / 0.05)
    return torch.where(alive, weight, torch.zeros_like(weight)), axes


def _apart(values):
    """The least difference of neighbouring eigenvalues, as a share of the largest one."""
    largest = values[..., -1]
    share = values.diff(dim=-1).amin(-1) / torch.where(largest > 0, largest, 1)
    rounding = 100 * torch.finfo(values.dtype).eps
    return torch.where(share > rounding, share, torch.zeros_like(share))


def _smooth(x):
    """From 0 to 1, with slope 0 at both ends."""
    x = x.clamp(0, 1)
    return x * x * (3 - 2 * x)
