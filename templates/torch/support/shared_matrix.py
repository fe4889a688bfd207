def _shared_matrix(weight, basis, entries, free):
    """The matrix of a layer on axes that share weights: rows times matrix is its value."""
    return _shared(weight, basis, entries, free).reshape(-1, entries[-1] * free[-1])
