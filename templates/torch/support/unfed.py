def _unfed(strict, *breakers):
    """Whether no inputs are fed that do not transform, or they are 0."""
    return strict or not any(bool(each.any()) for each in breakers)
