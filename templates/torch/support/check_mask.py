def _check_mask(name, mask, size, batch):
    """A mask is bool, of shape (batch, points)."""
    shape = (*batch, size)
    if mask is not None and (mask.dtype != torch.bool or tuple(mask.shape) != shape):
        got = f"{mask.dtype} {tuple(mask.shape)}"
        raise ValueError(f"{name}: expected torch.bool {shape}, got {got}")
