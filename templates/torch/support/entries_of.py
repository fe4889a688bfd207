def _own_key(key, keys):
    """A key without the prefixes that wrappers put before it, unless it is one of these."""
    while key not in keys:
        bare = key.removeprefix("module.").removeprefix("_orig_mod.")
        if bare == key:
            return key
        key = bare
    return key


def _is_tied(tensor, others):
    """Whether a tensor is one of the others by another name, as tied weights are."""
    return isinstance(tensor, Tensor) and any(
        tensor is other
        or (tensor.data_ptr() == other.data_ptr() and tensor.shape == other.shape)
        for other in others
        if isinstance(other, Tensor)
    )


def _entries_of(name, value, keys):
    """The entries of a mapping under these keys; raises if any is missing or too much."""
    own = {_own_key(str(key), keys): entry for key, entry in value.items()}
    missing = [key for key in keys if key not in own]
    extra = [key for key in own if key not in keys]
    if extra and not missing:
        held = [own[key] for key in keys]
        extra = [key for key in extra if not _is_tied(own[key], held)]
    if missing or extra:
        raise ValueError(f"{name}: missing keys {missing}, unexpected keys {extra}")
    return tuple(own[key] for key in keys)
