def _product(equation, left, right):
    """Values multiplied channel by channel; axes before the channels are one by their letters."""
    operands, made = equation.split("->")
    a, b = operands.split(",")
    return _aligned(left, a, made) * _aligned(right, b, made)
