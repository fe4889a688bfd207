def _wide(x):
    """The same in single precision at least, in which squares and sums have room."""
    return x.float() if x.dtype.itemsize == 2 else x
