def _gap(tensors, kinds):
    """How far the spectrum of each item is from degenerate: 0 where two values agree."""
    clouds = [
        x.movedim(dim, 1).unsqueeze(-1).flatten(2)
        for x, dims in zip(tensors, kinds)
        for dim in dims
    ]
    clouds = [x if x.dtype.itemsize > 2 else x.float() for x in clouds]
    whole = sum(x @ x.mT for x in clouds)
    if whole.shape[-1] == 1:
        return torch.ones_like(whole[:, 0, 0])
    return _apart(torch.linalg.eigvalsh(whole))
