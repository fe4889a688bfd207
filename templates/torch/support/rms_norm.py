def _rms_norm(x, dims, scale, channels):
    """Vectors divided by the root mean square of their norms over the channels."""
    square = _square(_wide(x))
    square = square.sum(dims, keepdim=True) if dims else square
    if channels:
        square = square.mean(-1, keepdim=True)
    scale = scale if channels else scale.squeeze(-1)
    return (x * torch.rsqrt(square + 1e-5)).to(x.dtype) * scale
