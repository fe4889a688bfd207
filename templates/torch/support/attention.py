def _attention(qkv, spots, heads, width, mask):
    """Softmax attention over points; scores are inner products over all other axes.

    Each tensor of `qkv` holds queries, keys and values side by side in its channels; its spot
    says which of how many axes are the points. `width` is the number of terms of a score.
    """
    cut = []
    for x, (point, axes) in zip(qkv, spots):
        x = x.unflatten(-1, (3, heads, -1))
        taken = (-3, -2, point - axes - 3)
        cut.append(x.movedim(taken, (-3 - axes, -2 - axes, -1 - axes)))
    flat = [x.flatten(-len_, -1) for x, len_ in zip(cut, [axes for _, axes in spots])]
    q, k, v = torch.cat(flat, -1).unbind(-4)
    width = width.to(q.real.dtype) if isinstance(width, Tensor) else width
    scores = (_per(q, width**0.5) @ k.mH).real
    if mask is not None:
        scores = scores.masked_fill(~mask[..., None, None, :], -math.inf)
        scores = torch.where(mask.any(-1)[..., None, None, None], scores, 0)
    mixed = (scores.softmax(-1).to(v.dtype) @ v).split([x.shape[-1] for x in flat], -1)
    out = []
    for x, y, (point, axes) in zip(cut, mixed, spots):
        y = y.unflatten(-1, x.shape[-axes:])
        out.append(
            y.movedim((-2 - axes, -1 - axes), (-2, point - axes - 2)).flatten(-2)
        )
    return out
