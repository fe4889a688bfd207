def _imag(x):
    """The imaginary part, as complex numbers."""
    return torch.complex(x.imag, torch.zeros_like(x.imag))
