def _frames(tensors, kinds, proper, guarded):
    """Weighted frames of items: those of principal axes, and others where these are none.

    `kinds` says which axes of each tensor, counted from the end, hold vectors; a tensor with
    one such axis holds single vectors.
    """
    clouds, single = [], []
    for x, dims in zip(tensors, kinds):
        x = x if x.dtype.itemsize > 2 else x.float()
        for dim in dims:
            clouds.append(x.movedim(dim, 1).unsqueeze(-1).flatten(2))
        single += clouds[-1:] if len(dims) == 1 else []
    whole = sum(x @ x.mT for x in clouds)
    frames, weights = _principal(whole, proper)
    kind, count = tensors[0].dtype, frames.shape[1]
    rest = 1 - weights.sum(1)
    sheaves = [(count, _rotated(frames.flatten(0, 1).to(kind)), weights.flatten())]
    dense = not _is_open(rest > 0)
    if whole.shape[-1] == 1 or not guarded or not (dense or bool((rest > 0).any())):
        return _as(sheaves, kind, rest if not guarded else None)
    items = torch.arange(whole.shape[0], device=whole.device)
    items = items if dense else items[rest > 0]
    vectors = torch.cat(single, 2)[items].mT if single else None
    frames, back, others = _guard(whole[items], vectors, proper)
    others = others * rest[items, None]
    items = items[:, None].expand(others.shape)
    if dense:
        pick = torch.arange(others.numel(), device=whole.device)
    else:
        pick = (others.flatten() > 0).nonzero()[:, 0]
    frames, back = (x.flatten(0, 1)[pick].to(kind) for x in (frames, back))
    sheaf = (items.flatten()[pick], _rotated(frames, back), others.flatten()[pick])
    return _as([*sheaves, sheaf], kind, None)


def _as(sheaves, kind, rest):
    """Weights in the type of the items; without guard they sum to one where any is left."""
    if rest is not None:
        (count, element, weight), *_ = sheaves
        total = torch.where(rest < 1, 1 - rest, torch.ones_like(rest))
        return [(count, element, (weight / total.repeat_interleave(count)).to(kind))]
    return [(items, element, weight.to(kind)) for items, element, weight in sheaves]
