def _complex_norm(x, scale, shift):
    """Channels minus their mean, over their root mean square."""
    x = x - x.mean(-1, keepdim=True)
    square = x.real.square() + x.imag.square()
    return x * torch.rsqrt(square.mean(-1, keepdim=True) + 1e-5) * scale + shift
