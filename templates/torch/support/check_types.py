def _check_types(model, names, *values):
    """Values are floating point numbers of the type of the weights; autocast may convert."""
    own = (weight.dtype for weight in model.parameters(recurse=False))
    wanted = next((kind for kind in own if kind.is_floating_point), None)
    for name, x in zip(names, values):
        same = wanted in (None, x.dtype) or _is_cast(x, wanted)
        if not (x.dtype.is_floating_point and same):
            told = wanted or "floating point numbers"
            raise ValueError(f"{name}: expected {told}, got {x.dtype}")
        wanted = wanted or x.dtype


def _is_cast(x, wanted):
    """Whether autocast brings both types together."""
    widest = max(x.dtype.itemsize, wanted.itemsize)
    device = x.device.type
    return widest <= 4 and device != "meta" and torch.is_autocast_enabled(device)
