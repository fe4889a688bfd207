def _as_complex(x):
    """Real numbers as complex ones; complex ones as they are."""
    return x if x.is_complex() else x.to(x.dtype.to_complex())
