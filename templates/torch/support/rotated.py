def _rotated(g, back=None):
    """Orthogonal matrices, there and back, as they move each kind of axis."""
    sign = torch.linalg.det(g).round()[:, None, None]
    ways = (g, g.mT if back is None else back)
    return {"": ways, "det": (sign, sign)}
