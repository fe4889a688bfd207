_REALS = {torch.complex64: torch.float32, torch.complex128: torch.float64}


def _check_complex_types(model, names, *values):
    """Values are floating point numbers, real or complex, as precise as the weights."""
    own = model.parameters(recurse=False)
    kinds = (_REALS.get(weight.dtype, weight.dtype) for weight in own)
    wanted = next((kind for kind in kinds if kind.is_floating_point), None)
    for name, x in zip(names, values):
        kind = x.dtype if isinstance(x, Tensor) else type(x).__name__
        real = _REALS.get(kind, kind)
        fits = isinstance(x, Tensor) and real.is_floating_point
        if not fits or wanted not in (None, real):
            told = wanted or "floating point numbers"
            raise ValueError(f"{name}: expected {told}, got {kind}")
        wanted = wanted or real
