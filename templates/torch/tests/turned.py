def _turned(element, label):
    """The matrix on the plane that turns so many times as fast."""
    angle = math.atan2(float(element[1, 0]), float(element[0, 0]))
    return _plane(int(label) * angle, bool(torch.linalg.det(element) < 0))
