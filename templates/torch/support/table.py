def _table(entries, *elements):
    """Basis tensors (element, *entries): entries of 1, `~entry` of -1, or (entry, value)."""
    pairs = [
        [
            e if isinstance(e, tuple) else (e, 1.0) if e >= 0 else (~e, -1.0)
            for e in each
        ]
        for each in elements
    ]
    is_complex = any(isinstance(v, complex) for each in pairs for _, v in each)
    dtype = torch.complex128 if is_complex else torch.float64
    basis = torch.zeros(len(elements), math.prod(entries), dtype=dtype)
    for row, each in zip(basis, pairs):
        for entry, value in each:
            row[entry] = value
    return basis.view(len(elements), *entries)
