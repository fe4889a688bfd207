def _stack(name, networks, entries, device, dtype):
    """Networks of one architecture as one batch: a mapping from keys to stacked tensors.

    All that is wrong with any of them is said at once, under its number.
    """
    rows, problems, sizes = [], [], {}
    for i, network in enumerate(networks):
        try:
            state = _state_of(network)
            rows.append(_record(f"{name}[{i}]", state, entries, sizes, ())[0])
        except ValueError as problem:
            problems.append(str(problem))
    if problems:
        raise ValueError("\n".join(problems))
    if not rows:
        raise ValueError(f"{name}: no networks to stack")
    columns = zip(*rows)
    return {
        key: torch.stack(list(column)).to(device=device, dtype=dtype)
        for key, column in zip(entries, columns)
    }
