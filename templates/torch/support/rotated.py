def _rotated(g, back=None):
    """Orthogonal matrices, there and back, as they move each kind of axis."""
    wide = g if g.dtype.itemsize > 2 else g.float()
    sign = torch.linalg.det(wide).round().to(g.dtype)[:, None, None]
    ways = (g, g.mT if back is None else back)
    return {"": ways, "det": (sign, sign)}
