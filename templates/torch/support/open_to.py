def _is_open(flags):
    """Whether flags can be read: they cannot in graphs, nor in vmap."""
    if torch.compiler.is_compiling():
        return False
    try:
        flags.any().item()
    except RuntimeError:
        return False
    return True
