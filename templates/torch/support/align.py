def _rotations(v, table, most):
    """The rotations that take vectors to the polar axis y, or to -y, whichever is nearer.

    On irreps of degree 0 to `most`, matrices one after the other: degree l is
    ((1 + |y|) / 2)^l times a polynomial of degree 2 l in u = -z / (1 + |y|) and w = x / (1 + |y|),
    so that no direction is singular; a vector of length 0 counts as the polar axis itself.
    """
    lead = v.shape[:-1]
    x, y, z = _in_units(v.reshape(-1, 3))
    over = (x * x + y * y + z * z).rsqrt()
    over = torch.where(y < 0, -over, over)
    share = 1 + y * over
    both = torch.stack((-z, x)) * (over / share)
    # All products of powers by their degree, as rows: 1; u, w; u u, u w, w w; ...
    products = [torch.ones_like(both[:1])]
    for _ in range(2 * most):
        last = products[-1]
        products.append(torch.cat((both[0] * last, both[1] * last[-1:])))
    rows = torch.cat(products).mT
    out, start, scale = [torch.ones_like(rows[:, :1])], 0, share.unsqueeze(-1) / 2
    factor = scale
    for degree in range(1, most + 1):
        shape = ((2 * degree + 1) * (degree + 1), (2 * degree + 1) ** 2)
        own = table[start : start + math.prod(shape)].view(shape).to(rows.dtype)
        out.append(factor * (rows[:, : shape[0]] @ own))
        start, factor = start + math.prod(shape), factor * scale
    made = torch.cat(out, -1).to(v.dtype)
    return made.reshape(*lead, made.shape[-1])


def _poles(v, degrees):
    """Harmonics of order 0 of the axis that `_rotations` takes vectors to, one for each degree;
    as those of a vector of length 0, but in degree 0, 0 where there is none."""
    some = (v.detach() != 0).any(-1).to(v.dtype)
    half = torch.where(_in_units(v.detach())[1] < 0, -some, some)
    made = [(half if n % 2 else some) * math.sqrt(2 * n + 1) for n in degrees]
    both = zip(made, degrees, strict=True)
    return torch.stack([one if n else torch.ones_like(some) for one, n in both], -1)


def _in_units(v):
    """Components in units of the largest, in single precision at least; (0, 1, 0) for none."""
    wide = v.to(torch.promote_types(v.dtype, torch.float32))
    size = wide.detach().abs().amax(-1)
    x, y, z = (wide / torch.where(size > 0, size, 1).unsqueeze(-1)).unbind(-1)
    return x, y + (size == 0).to(y.dtype), z
