def _dropout(x, p, dims, training):
    """Drop whole vectors: entries along `dims` go together."""
    if not training:
        return x
    shape = [1 if i - x.dim() in dims else size for i, size in enumerate(x.shape)]
    return x * nn.functional.dropout(x.new_ones(shape, dtype=x.real.dtype), p)
