def _vary(x, annealing, *over):
    """x times M(w_l) for every l, copies side by side: M(w) is the sum of w(h) times effects.

    `over` lists for each group the weights, the effects of its elements, and the shape of their
    diagonals or, of matrices, the axes that they move. What w differs from its mean by is annealed.
    """
    x = x.unsqueeze(-2)
    for weights, effects, place in over:
        matrix = _effect(weights, annealing, effects)
        if effects.dim() == 2:
            x = x * matrix.mT.reshape(*place, len(matrix), 1)
            continue
        last = tuple(range(-2 - len(place), -2))
        moved = x.movedim(place, last)
        lengths = moved.shape[last[0] : -2]
        moved = matrix @ moved.flatten(last[0], -3).transpose(-2, -3)
        x = moved.transpose(-2, -3).unflatten(-3, lengths).movedim(last, place)
    return x.flatten(-2)


def _effect(weights, annealing, effects):
    """M(w_l) for every l, or its diagonal; just the mean of w where that is all there is."""
    weights = weights.view(-1, len(effects))
    mean = weights.mean(1, keepdim=True)
    made = ((weights - mean) * annealing) @ effects.flatten(1)
    if effects.dim() == 2:
        return made + mean
    one = torch.eye(effects.shape[-1], dtype=made.dtype, device=made.device)
    return made.view(-1, *effects.shape[1:]) + mean[..., None] * one
