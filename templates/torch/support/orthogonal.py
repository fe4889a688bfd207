def _orthogonal(count, like, d, proper):
    """Random orthogonal matrices, even over the group."""
    wide = like.dtype if like.dtype.itemsize > 2 else torch.float32
    noise = torch.randn(count, d, d, dtype=wide, device=like.device)
    q, r = torch.linalg.qr(noise)
    q = q * r.diagonal(dim1=1, dim2=2).sgn()[:, None]
    if proper:
        sign = torch.linalg.det(q).round()[:, None, None]
        q = torch.cat([q[..., :-1], q[..., -1:] * sign], 2)
    return _rotated(q.to(like.dtype))
