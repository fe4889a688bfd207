def _product(equation, left, right, full=False):
    """An einsum over the axes before the channels, which are paired, or all combined."""
    operands, made = equation.split("->")
    a, b = operands.split(",")
    if full:
        return torch.einsum(f"...{a}C,...{b}D->...{made}CD", left, right).flatten(-2)
    summed = "".join(dict.fromkeys(c for c in a + b if c not in made))
    if any(left.shape[a.index(c) - len(a) - 1] > 8 for c in summed):
        return torch.einsum(f"...{a}C,...{b}C->...{made}C", left, right)
    y = _aligned(left, a, made + summed) * _aligned(right, b, made + summed)
    return y.sum(tuple(range(-1 - len(summed), -1))) if summed else y


def _aligned(x, own, every):
    """Axes named by `own` in the order of `every`, of size 1 where it has more."""
    order = sorted(range(len(own)), key=lambda i: every.index(own[i]))
    x = x if order == list(range(len(own))) else _permute(x, order)
    return x[(..., *(slice(None) if c in own else None for c in every), slice(None))]
