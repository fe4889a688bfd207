def _is_watched(*tensors):
    """Whether a gradient is wanted by one of these."""
    return torch.is_grad_enabled() and any(
        x.requires_grad for x in tensors if x is not None
    )
