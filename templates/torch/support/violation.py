def _violation(network, values, elements, before, after):
    """The mean square of network(g x) - g network(x), an element g for each item."""
    seen = [x if x is None else _act(x, m, elements) for x, m in zip(values, before)]
    kept = [_act(y, moves, elements) for y, moves in zip(network(*values), after)]
    pairs = list(zip(network(*seen), kept))
    return sum((a - b).abs().square().mean() for a, b in pairs) / len(pairs)
