def _envelope(x):
    """1 at 0 and 0 from 1 on, with two derivatives that are 0 at 1."""
    x = x.clamp(max=1)
    x3 = x * x * x
    return 1 - x3 * x3 * (28 - x * (48 - 21 * x))
