def _product(equation, left, right):
    """An einsum over the axes before the channels, as a product and a sum: for short axes."""
    operands, made = equation.split("->")
    a, b = operands.split(",")
    summed = "".join(dict.fromkeys(c for c in a + b if c not in made))
    y = _aligned(left, a, made + summed) * _aligned(right, b, made + summed)
    return y.sum(tuple(range(-1 - len(summed), -1))) if summed else y


def _aligned(x, own, every):
    """Axes named by `own` in the order of `every`, of size 1 where it has more."""
    order = sorted(range(len(own)), key=lambda i: every.index(own[i]))
    x = x if order == list(range(len(own))) else _permute(x, order)
    return x[(..., *(slice(None) if c in own else None for c in every), slice(None))]
