def _shared_bias(weight, basis, entries, free):
    """The bias of a layer on axes that share weights."""
    return _shared(weight, basis, entries, free).flatten()
