def _upright(vectors, proper):
    """The rotation that vectors, one after the other, make up (Gram and Schmidt)."""
    frames = _orthonormal(vectors, proper)
    return [(1, _rotated(frames), vectors.new_ones(vectors.shape[0]))]


def _orthonormal(vectors, proper):
    """Columns at right angles: the last one completes the others, on the side of what is given.

    Nothing is taken away from the last vector, so that it may be close to the plane of the others.
    """
    wide = vectors if vectors.dtype.itemsize > 2 else vectors.float()
    columns, (*given, last) = [], wide.unbind(-1)
    for v in given:
        for u in columns:
            v = v - (u * v).sum(-1, keepdim=True) * u
        columns.append(nn.functional.normalize(v, dim=-1))
    whole = _completing(columns, wide)
    if not proper:
        whole = torch.where((whole * last).sum(-1, keepdim=True) < 0, -whole, whole)
    return torch.stack([*columns, whole], -1).to(vectors.dtype)


def _completing(columns, like):
    """The vector whose scalar product with another is the determinant of all of them."""
    units = torch.eye(like.shape[-2], dtype=like.dtype, device=like.device)
    rows = [torch.stack([*columns, e.expand_as(like[..., 0])], -1) for e in units]
    return torch.stack([torch.linalg.det(row) for row in rows], -1)


def _upright_prior(vectors, proper):
    """The mean square distance to the identity, and the mean cosine of the turn."""
    frames = _orthonormal(vectors, proper)
    one = torch.eye(frames.shape[-1], dtype=frames.dtype, device=frames.device)
    share = frames.diagonal(dim1=-2, dim2=-1).mean(-1)
    return (frames - one).square().mean(), share.mean()
