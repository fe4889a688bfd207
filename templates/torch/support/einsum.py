def _einsum(equation, left, right, full=False):
    """An einsum over the axes before the channels, which are paired, or all combined."""
    operands, made = equation.split("->")
    a, b = operands.split(",")
    if full:
        return torch.einsum(f"...{a}C,...{b}D->...{made}CD", left, right).flatten(-2)
    return torch.einsum(f"...{a}C,...{b}C->...{made}C", left, right)
