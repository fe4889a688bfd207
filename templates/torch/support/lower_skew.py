def _lower_skew(x, dim):
    """Lower an index by the symplectic form: (q, p) becomes (p, -q)."""
    q, p = x.chunk(2, dim)
    return torch.cat([p, -q], dim)
