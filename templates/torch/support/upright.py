def _upright(vectors, proper):
    """The rotation that vectors, one after the other, make up (Gram and Schmidt)."""
    frames = _orthonormal(vectors, proper)
    return [(1, _rotated(frames), vectors.new_ones(vectors.shape[0]))]


def _orthonormal(vectors, proper):
    wide = vectors if vectors.dtype.itemsize > 2 else vectors.float()
    columns = []
    for v in wide.unbind(-1):
        for u in columns:
            v = v - (u * v).sum(-1, keepdim=True) * u
        columns.append(nn.functional.normalize(v, dim=-1))
    frames = torch.stack(columns, -1)
    if proper:
        turn = torch.linalg.det(frames).sgn().detach()[:, None, None]
        frames = torch.cat([frames[..., :-1], frames[..., -1:] * turn], -1)
    return frames.to(vectors.dtype)


def _upright_prior(vectors, proper):
    """The mean square distance to the identity, and the mean cosine of the turn."""
    frames = _orthonormal(vectors, proper)
    one = torch.eye(frames.shape[-1], dtype=frames.dtype, device=frames.device)
    share = frames.diagonal(dim1=-2, dim2=-1).mean(-1)
    return (frames - one).square().mean(), share.mean()
