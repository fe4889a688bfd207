def _parts(name, value, count):
    """The tensors of a direct sum."""
    if isinstance(value, Tensor) or len(value) != count:
        got = "one tensor" if isinstance(value, Tensor) else f"{len(value)}"
        raise ValueError(f"{name}: expected a tuple of {count} tensors, got {got}")
    return tuple(value)
