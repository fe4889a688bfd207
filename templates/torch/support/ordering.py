def _steady_order(key, dim=-1, falling=False):
    """Where entries stand once they are sorted, equal ones in the order in which they came."""
    if torch.onnx.is_in_onnx_export():
        return key.argsort(
            dim, falling
        )  # ONNX sorts in this way only, and has no word for it
    return key.argsort(dim=dim, descending=falling, stable=True)
