def _find_triton():
    """Triton and its language where there is a GPU, or where its interpreter is asked for."""
    if not (torch.cuda.is_available() or "TRITON_INTERPRET" in os.environ):
        return None, None
    try:
        import triton
        from triton import language
    except ImportError:
        return None, None
    return triton, language


triton, tl = _find_triton()
