def _product_sum(equation, left, right):
    """An einsum over the axes before the channels, as a product and a sum: for short axes."""
    operands, made = equation.split("->")
    a, b = operands.split(",")
    summed = "".join(dict.fromkeys(c for c in a + b if c not in made))
    y = _aligned(left, a, made + summed) * _aligned(right, b, made + summed)
    return y.sum(tuple(range(-1 - len(summed), -1)))
