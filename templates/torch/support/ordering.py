def _steady_order(key):
    """Where entries stand once they are sorted, equal ones in the order in which they came."""
    if torch.onnx.is_in_onnx_export():
        return torch.argsort(key)  # ONNX sorts in this way only, and has no word for it
    return torch.argsort(key, stable=True)
