def _check(name, x, axes, sizes, batch, least=1):
    """Compare a shape with its axes, numbers or names of sizes; return the batch axes."""
    shape, k = tuple(x.shape) if isinstance(x, Tensor) else None, len(axes)
    if shape is None:
        raise ValueError(f"{name}: expected a tensor, got {type(x).__name__}")
    if len(shape) < k:
        wanted = ", ".join(["...", *map(str, axes)])
        raise ValueError(f"{name}: expected shape ({wanted}), got {shape}")
    for i, (axis, length) in enumerate(zip(axes, shape[len(shape) - k :])):
        wanted = axis if isinstance(axis, int) else sizes.setdefault(axis, length)
        if length != wanted or length < least:
            wanted = str(wanted) if axis == wanted else f"{axis} = {wanted}"
            if length < least:
                wanted = f"at least {least}"
            raise ValueError(f"{name}: axis {i - k} should be {wanted}, got {length}")
    if batch is not None and shape[: len(shape) - k] != batch:
        got = shape[: len(shape) - k]
        raise ValueError(f"{name}: expected batch axes {batch}, got {got}")
    return shape[: len(shape) - k]
