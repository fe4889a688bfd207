def _epsilon(x, size, slots, legs, transposed=False, plus=None):
    """Contract axes `slots` with the Levi-Civita symbol; its other legs become `legs`.

    Axes are counted from the end; `transposed` contracts `legs` and makes `slots`. The
    index of a leg is raised by the metric that is positive on `plus` coordinates.
    """
    taken, made = (legs, slots) if transposed else (slots, legs)
    s, t = len(taken), len(made)
    flat = x.movedim(taken, tuple(range(-1 - s, -1))) if s else x.unsqueeze(-2)
    flat = flat.flatten(-1 - s, -2) if s > 1 else flat
    columns = flat.unbind(-2)
    parts = [None] * size**t
    for points in itertools.permutations(range(size)):
        odd = sum(a > b for a, b in itertools.combinations(points, 2)) % 2
        first, second = points[: len(slots)], points[len(slots) :]
        if plus is not None:
            odd = (odd + sum(p >= plus for p in second)) % 2
        if transposed:
            first, second = second, first
        read = sum(p * size**i for i, p in enumerate(reversed(first)))
        write = sum(p * size**i for i, p in enumerate(reversed(second)))
        term = -columns[read] if odd else columns[read]
        parts[write] = term if parts[write] is None else parts[write] + term
    if not t:
        return parts[0]
    zero = torch.zeros_like(columns[0])
    parts = [zero if part is None else part for part in parts]
    y = torch.stack(parts, -2).unflatten(-2, (size,) * t)
    return y.movedim(tuple(range(-1 - t, -1)), made)
