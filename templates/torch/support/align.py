def _edge_frames(v, table, most):
    """The rotations that take vectors to the polar axis y, on irreps of degree 1, 2, ...

    They are the shortest ones, in the half of y < 0 after half a turn about x, so that no
    direction is singular; a vector of length 0 counts as the polar axis itself. A degree is
    made of the one below and degree 1, by exact coefficients.
    """
    size = v.detach().abs().amax(-1, keepdim=True)
    x, y, z = (v / torch.where(size > 0, size, 1)).unbind(-1)
    y = y + (size.squeeze(-1) == 0).to(y.dtype)
    over = (x * x + y * y + z * z).rsqrt()
    side = torch.where(y < 0, -torch.ones_like(y), torch.ones_like(y))
    x, y, z = x * over, side * y * over, side * z * over
    a, b = x / (1 + y), z / (1 + y)
    rows = (1 - a * x, -side * x, -side * a * z, x, side * y, side * z)
    rows += (-a * z, -side * z, side * (1 - b * z))
    first = torch.stack(rows, -1).unflatten(-1, (3, 3))
    frames, start = [first], 0
    for degree in range(2, most + 1):
        shape = (3, 2 * degree + 1, 2 * degree - 1)
        up = table[start : start + math.prod(shape)].view(shape).to(v.dtype)
        start += math.prod(shape)
        made = up @ frames[-1].unsqueeze(-3)
        made = (first.mT @ made.flatten(-2)).unflatten(-1, made.shape[-2:])
        frames.append(made.transpose(-3, -2).flatten(-2) @ up.mT.flatten(0, 1))
    return frames


def _poles(v, degrees):
    """Harmonics of order 0 of the polar axis, one for each degree; as those of a vector of
    length 0, but in degree 0, 0 where there is none."""
    some = (v.detach() != 0).any(-1).to(v.dtype)
    return torch.stack(
        [some * math.sqrt(2 * n + 1) if n else torch.ones_like(some) for n in degrees],
        -1,
    )
