def _rotated(element, label):
    """The matrix D of Y(R x) = D Y(x), Y the harmonics of degree l; -1 acts by the parity."""
    sign = torch.sign(torch.linalg.det(element))
    degree, odd = int(label.rstrip("eo")), label.endswith("o")
    generator = torch.Generator().manual_seed(1)
    points = torch.randn(160, 3, generator=generator, dtype=torch.float64)
    points = torch.nn.functional.normalize(points, dim=-1)
    before = _harmonics(degree, points)
    after = _harmonics(degree, points @ (sign * element).T)
    found = torch.linalg.lstsq(before, after)[0].T
    return sign * found if odd else found


def _harmonics(degree, points):
    """Real harmonics of unit vectors, m = -l..l, polar axis y, by Legendre functions."""
    x, y, z = points.unbind(-1)
    around = torch.complex(z, x)
    columns = {}
    for m in range(degree + 1):
        first = math.prod(range(1, 2 * m, 2))
        before, now = torch.zeros_like(y), torch.full_like(y, float(first))
        for k in range(m + 1, degree + 1):
            up = (2 * k - 1) * y * now - (k + m - 1) * before
            before, now = now, up / (k - m)
        ratio = math.factorial(degree - m) / math.factorial(degree + m)
        both = math.sqrt((2 if m else 1) * ratio) * now * around**m
        columns[m] = both.real
        if m:
            columns[-m] = both.imag
    return torch.stack([columns[m] for m in range(-degree, degree + 1)], -1)
