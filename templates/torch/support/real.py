def _real(x):
    """The real part, as complex numbers."""
    return torch.complex(x.real, torch.zeros_like(x.real))
