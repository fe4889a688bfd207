def _foreign(name, module, axes, arguments, shapes):
    """The tensors that a module of the user's makes; it sees one batch axis."""
    first = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
    batch = tuple(first.shape[: first.dim() - axes])

    def opened(x):
        if isinstance(x, tuple):
            return tuple(map(opened, x))
        return x.reshape(math.prod(batch), *x.shape[len(batch) :])

    made = module(*map(opened, arguments))
    made = made if isinstance(made, (tuple, list)) else (made,)
    strange = [type(x).__name__ for x in made if not isinstance(x, Tensor)]
    if strange:
        raise ValueError(f"{name}: expected tensors, got {strange[0]}")
    got = [tuple(x.shape) for x in made]
    wanted = [(math.prod(batch), *shape) for shape in shapes]
    if got != wanted:
        told = f"{wanted[0]}, got {got[0]}" if len(got) == len(wanted) == 1 else None
        raise ValueError(f"{name}: expected shape {told or f'{wanted}, got {got}'}")
    return tuple(x.reshape((*batch, *x.shape[1:])) for x in made)
