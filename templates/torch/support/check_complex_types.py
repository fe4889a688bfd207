_REALS = {torch.complex64: torch.float32, torch.complex128: torch.float64}


def _check_complex_types(model, names, *values):
    """Values are floating point numbers, real or complex, as precise as the weights."""
    own = model.parameters(recurse=False)
    kinds = (_REALS.get(weight.dtype, weight.dtype) for weight in own)
    wanted = next((kind for kind in kinds if kind.is_floating_point), None)
    for name, x in zip(names, values):
        real = _REALS.get(x.dtype, x.dtype)
        if not real.is_floating_point or wanted not in (None, real):
            told = wanted or "floating point numbers"
            raise ValueError(f"{name}: expected {told}, got {x.dtype}")
        wanted = wanted or real
