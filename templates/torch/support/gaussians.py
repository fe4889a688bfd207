def _gaussians(r, count, cutoff):
    """Bells at equal distances from 0 to the cutoff, as wide as these, times the envelope."""
    width = cutoff / max(1, count - 1)
    at = torch.arange(count, dtype=r.dtype, device=r.device) * width
    return torch.exp(-0.5 * ((r - at) / width).square()) * _envelope(r / cutoff)
