def _complex_dtype(dtype):
    """The complex numbers of this precision, by default of the default precision."""
    dtype = torch.get_default_dtype() if dtype is None else dtype
    return dtype if dtype.is_complex else dtype.to_complex()
