def _messages(tensors, graph, rounds, weights):
    """Tensors and nodes of a parameter graph after rounds of messages.

    A tensor of the graph is its kind, and for each of its axes the nodes there: the name
    of their set, all axes that tell them apart, a role, and whether the axis is plain.
    """
    start, kinds, places, edges, hear, tell, own = weights
    entries = [x @ start + kinds[kind] for x, (kind, _) in zip(tensors, graph)]
    roles, nodes = len(hear) // rounds, {}
    for x, (_, meetings) in zip(entries, graph):
        batch = x.shape[: x.dim() - 1 - len(meetings)]
        for name, axes, _, plain in meetings:
            lengths = [x.shape[axis] for axis in axes]
            first = _codes(lengths[-1], places) if plain else places[0]
            nodes.setdefault(name, first.expand(*batch, *lengths, -1))
    for r in range(rounds):
        heard, count = {}, {}
        for i, (_, meetings) in enumerate(graph):
            x = entries[i]
            new = x @ edges[r]
            for name, axes, role, _ in meetings:
                new = new + _at(
                    nodes[name] @ tell[r * roles + role], axes, len(meetings)
                )
            entries[i] = x = x + _active(new)
            for name, axes, role, _ in meetings:
                others = [d - 1 for d in range(-len(meetings), 0) if d - 1 not in axes]
                mean = x.mean(others) if others else x
                heard[name] = heard.get(name, 0) + mean @ hear[r * roles + role]
                count[name] = count.get(name, 0) + 1
        for name, y in nodes.items():
            nodes[name] = y + _active(y @ own[r] + heard[name] / count[name])
    return entries, nodes


def _codes(length, places):
    """Codes of the entries of a plain axis: waves of rising length, mixed."""
    count = (len(places) - 1) // 2
    at = torch.arange(length, dtype=places.dtype, device=places.device)
    rates = 100 ** -(torch.arange(count, dtype=at.dtype, device=at.device) / count)
    waves = at[:, None] * rates
    return torch.cat((waves.sin(), waves.cos()), -1) @ places[1:]


def _at(nodes, axes, count):
    """Values of nodes where a tensor of so many axes has them; size 1 elsewhere."""
    for axis in range(-2, -2 - count, -1):
        if axis not in axes:
            nodes = nodes.unsqueeze(axis)
    return nodes


def _active(x):
    """The nonlinearity, at unit scale."""
    return nn.functional.silu(nn.functional.layer_norm(x, x.shape[-1:]))


def _pooled(entries, graph, nodes):
    """The means of all tensors, and of all sets of nodes."""
    first = [
        x.mean([-2 - i for i in range(len(meetings))]) if meetings else x
        for x, (_, meetings) in zip(entries, graph)
    ]
    sets = {name: axes for _, meetings in graph for name, axes, _, _ in meetings}
    second = [
        y.mean([-2 - i for i in range(len(sets[name]))]) for name, y in nodes.items()
    ]
    other = sum(second) / len(second) if second else torch.zeros_like(first[0])
    return torch.cat((sum(first) / len(first), other), -1)
