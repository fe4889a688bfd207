def _lie(network, values, algebra, before, after):
    """The mean square of the Lie derivative, summed over the generators."""
    known = [i for i, x in enumerate(values) if x is not None and x.is_floating_point()]
    inputs = tuple(values[i] for i in known)

    def called(*inner):
        seen = list(values)
        for i, x in zip(known, inner):
            seen[i] = x
        return tuple(network(*seen))

    total = 0
    for generator in algebra:
        step = torch.tensor(generator, dtype=inputs[0].dtype, device=inputs[0].device)
        speeds = tuple(_lie_derived(values[i], before[i], step) for i in known)
        made, change = torch.autograd.functional.jvp(
            called, inputs, speeds, create_graph=torch.is_grad_enabled()
        )
        gaps = [c - _lie_derived(y, m, step) for y, c, m in zip(made, change, after)]
        total = total + sum(gap.square().mean() for gap in gaps) / len(gaps)
    return total


def _lie_derived(x, moves, generator):
    """What an element of a Lie algebra does to items: a sum over their axes."""
    found = torch.zeros_like(x)
    for dim, kind in moves:
        step = -generator.mT if kind == "*" else generator
        if kind == "det":
            found = found + step.diagonal().sum() * x
            continue
        d = x.shape[dim]
        change = x.movedim(dim, -1) @ step[:d, :d].mT
        change = change + step[:d, d] if kind == "point" else change
        found = found + change.movedim(-1, dim)
    return found
