def _unpack(result, entries, into):
    """A record as a state dict, or as a list of them where it has a batch axis."""
    keys = tuple(entries)
    tensors = _fields("result", result, keys, keys)
    batch = tensors[0].shape[: tensors[0].dim() - len(entries[keys[0]])]
    if len(batch) > 1:
        raise ValueError(f"result: at most one batch axis, got {tuple(batch)}")
    rows = zip(*tensors) if batch else [tensors]
    states = [dict(zip(keys, row)) for row in rows]
    if into is not None:
        _put(states, list(into) if batch else [into], "into[{}]" if batch else "into")
        return into
    return states if batch else states[0]


def _put(states, networks, name):
    """State dicts put into modules or other state dicts; raises if any does not fit."""
    if len(states) != len(networks):
        raise ValueError(f"into: expected {len(states)} networks, got {len(networks)}")
    pairs = [(state, _state_of(each)) for state, each in zip(states, networks)]
    problems = [_misfits(name.format(i), *pair) for i, pair in enumerate(pairs)]
    if any(problems):
        raise ValueError("\n".join(line for lines in problems for line in lines))
    with torch.no_grad():
        for state, own in pairs:
            for key, old in own.items():
                new = state.get(_own_key(key, state))
                if new is not None:
                    old.copy_(new if old.is_floating_point() else new.round())


def _misfits(name, state, own):
    """What of a state dict does not fit into another."""
    held = {_own_key(key, state): x for key, x in own.items()}
    missing = [key for key in held if key not in state]
    extra = [key for key in state if key not in held]
    known = [held[key] for key in state if key in held]
    missing = [key for key in missing if not _is_tied(held[key], known)]
    found = [
        f"{name}.{key}: expected shape {tuple(held[key].shape)}, got {tuple(x.shape)}"
        for key, x in state.items()
        if key in held and x.shape != held[key].shape
    ]
    if missing or extra:
        found.insert(0, f"{name}: missing keys {missing}, unexpected keys {extra}")
    return found
