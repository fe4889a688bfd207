def _shuffled(count, like, n):
    """Random orders of points."""
    rows = torch.rand(count, n, device=like.device).argsort(1)
    return {"": (rows.argsort(1), rows)}
