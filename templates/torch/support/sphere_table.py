def _sphere_table(harmonics, grid, *blocks):
    """Values of harmonics on a grid of the sphere, and means of products with them.

    Latitudes are those of Gauss and Legendre: eigenvalues of the matrix of their recurrence.
    `blocks` are those of x, y and z, (degree, parity), and for each of z (n, d) of its scale,
    the root of n/d. Functions of both parities are multiplied apart.
    """
    *sides, scales = blocks
    k = torch.arange(1, grid[0], dtype=torch.float64)
    beside = k / (4 * k * k - 1).sqrt()
    nodes, vectors = torch.linalg.eigh(beside.diag(1) + beside.diag(-1))
    angles = torch.arange(grid[1], dtype=torch.float64) * (2 * math.pi / grid[1])
    height = nodes[:, None].expand(*grid).flatten()
    width = (1 - height.square()).sqrt().view(*grid)
    x, z = (width * angles.sin()).flatten(), (width * angles.cos()).flatten()
    mean = (vectors[0].square() / grid[1])[:, None].expand(*grid).flatten()
    first, *others = harmonics(x, height, z)
    values = [first[None], *map(torch.stack, others)]
    left, right, back = [], [], []
    for a in sorted({parity for _, parity in sides[0]}):
        for b in sorted({parity for _, parity in sides[1]}):
            if (a ^ b) in {parity for _, parity in sides[2]}:
                left.append(_of_parity(values, sides[0], a))
                right.append(_of_parity(values, sides[1], b))
                back.append(_of_parity(values, sides[2], a ^ b) * mean)
    scale = [
        math.sqrt(n / d)
        for (n, d), (degree, _) in zip(scales, sides[2], strict=True)
        for _ in range(2 * degree + 1)
    ]
    last = torch.cat(back, 1) * torch.tensor(scale, dtype=torch.float64)[:, None]
    made = (torch.cat(left, 1).mT, torch.cat(right, 1).mT, last)
    return torch.cat([each.flatten() for each in made])
