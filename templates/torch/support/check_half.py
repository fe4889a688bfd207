def _check_half(names, *values):
    """What float16 has no room for is an error, where values can be read."""
    for name, x in zip(names, values):
        if x.dtype != torch.float16 or torch.compiler.is_compiling():
            continue
        bad = ~torch.isfinite(x.detach())
        if _is_open(bad) and bool(bad.any()):
            at = tuple(bad.nonzero()[0].tolist())
            why = f"{x[at].item()} at {at}, where float16 ends at 65504"
            raise ValueError(f"{name}: {why}: use torch.bfloat16 or torch.float32")
