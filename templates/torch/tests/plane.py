def _plane(angle, mirrored):
    """A turn of the plane, after the mirror of the second coordinate or not."""
    flow = torch.tensor([[0, -angle], [angle, 0]], dtype=torch.float64)
    mirror = torch.tensor([1, -1 if mirrored else 1], dtype=torch.float64)
    return torch.linalg.matrix_exp(flow) * mirror
