def _scaled(v, dims):
    """A value over its largest entry along some axes, so that squares have room, and that entry."""
    v = _wide(v)
    size = v.detach().abs().amax(dims, keepdim=True)
    size = torch.where(size > 0, size, 1)
    return v / size, size
