def _between(low, high):
    """The middle of two numbers, and how far they are from it."""
    return (low + high) / 2, (high - low) / 2


def _slopes(function, low, high):
    """The middle slope of a function between any two points of an interval; the greatest excess."""
    derivative, turns = _SLOPES[function]
    if derivative is None:
        return torch.zeros_like(low), torch.ones_like(low)
    found = [derivative(low), derivative(high)]
    for turn in turns:
        within = (low < turn) & (turn < high)
        found.append(
            torch.where(within, derivative(torch.full_like(low, turn)), found[0])
        )
    both = torch.stack(found)
    at, off = _between(both.amin(0), both.amax(0))
    return at, off + 1e-9


def _silu_slope(x):
    gate = torch.sigmoid(x)
    return gate * (1 + x * (1 - gate))


def _gelu_slope(x):
    bell = torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return torch.special.ndtr(x) + x * bell


_SLOPES = {
    "relu": (lambda x: (x > 0).to(x.dtype), ()),
    "abs": (torch.sign, (0.0,)),
    "square": (lambda x: 2 * x, ()),
    "tanh": (lambda x: 1 - torch.tanh(x) ** 2, (0.0,)),
    "sigmoid": (lambda x: torch.sigmoid(x) * (1 - torch.sigmoid(x)), (0.0,)),
    "softplus": (torch.sigmoid, ()),
    "silu": (_silu_slope, (-2.3993572805, 2.3993572805)),
    "gelu": (_gelu_slope, (-math.sqrt(2), math.sqrt(2))),
    "sin": (None, ()),
    "cos": (None, ()),
}
"""The derivative of a function, and where it has its extremes."""

_FUNCTIONS = {
    "relu": torch.relu,
    "abs": torch.abs,
    "square": torch.square,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": nn.functional.softplus,
    "silu": nn.functional.silu,
    "gelu": nn.functional.gelu,
    "sin": torch.sin,
    "cos": torch.cos,
}
