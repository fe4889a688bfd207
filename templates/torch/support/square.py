def _square(x):
    """The squared absolute value."""
    return x.real.square() + x.imag.square() if x.is_complex() else x.square()
