def _is_at_hand(*tensors):
    """Whether tensors have memory to write to: not under `vmap`, nor while compiling."""
    if torch.compiler.is_compiling():
        return False
    try:
        return all(x.data_ptr() is not None for x in tensors)
    except RuntimeError:
        return False
