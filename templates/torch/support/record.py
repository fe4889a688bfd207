def _record(name, value, entries, sizes, batch, model=None):
    """The tensors of a record, with their shapes checked, and the batch axes.

    `entries` are the keys and their axes; all that is wrong is said at once.
    """
    keys = tuple(entries)
    tensors = _fields(name, value, keys, keys)
    problems = [
        f"{name}.{key}: expected a tensor, got {type(x).__name__}"
        for key, x in zip(keys, tensors)
        if not isinstance(x, Tensor)
    ]
    if problems:
        raise ValueError("\n".join(problems))
    tensors = _floating(tensors)
    for (key, axes), x in zip(entries.items(), tensors):
        if batch is not None and x.shape == (*batch, *axes):
            continue
        try:
            found = _check(f"{name}.{key}", x, axes, sizes, batch)
            batch = found if batch is None else batch
        except ValueError as problem:
            problems.append(str(problem))
    if problems:
        raise ValueError("\n".join(problems))
    if model is not None:
        _check_types(model, [f"{name}.{key}" for key in keys], *tensors)
    return tensors, batch


def _floating(tensors):
    """Tensors with whole numbers, such as counters, in the type of the others."""
    kinds = [x.dtype for x in tensors if x.is_floating_point() or x.is_complex()]
    if not kinds or len(kinds) == len(tensors):
        return tensors
    return tuple(
        x if x.is_floating_point() or x.is_complex() else x.to(kinds[0])
        for x in tensors
    )
