def _bessel(r, count, cutoff):
    """Spherical waves sqrt(2 / c) sin(n pi r / c) / r times the envelope, n from 1 on."""
    n = torch.arange(1, count + 1, dtype=r.dtype, device=r.device) * (math.pi / cutoff)
    x = r * n
    square = x * x
    near = square < 0.01
    far = torch.where(near, 1, x)
    series = 1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72)))
    wave = torch.where(near, series, torch.sin(far) / far)
    return math.sqrt(2 / cutoff) * n * wave * _envelope(r / cutoff)
