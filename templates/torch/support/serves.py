def _serves(x, work, name, source, launch=None):
    """Whether a product has an operator of its own here, rather than plain PyTorch.

    On a GPU that is one with Triton; on a CPU one with a compiler, for so much work that a library
    is worth building. Exported programs are made of plain PyTorch, and so are transforms of functions
    other than derivatives from behind, as `torch.vmap`.
    """
    exporting = getattr(torch.compiler, "is_exporting", None)
    if (exporting and exporting()) or not _is_derived():
        return False
    if launch is not None and (x.is_cuda or _interpreted()):
        return True
    if x.device.type != "cpu" or not x.dtype.is_floating_point or work < 100_000:
        return False
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    return _is_native(name, source, wide)


@torch.compiler.assume_constant_result
def _is_derived():
    """Whether all transforms of functions at work, if any, are derivatives from behind."""
    levels = torch._C._functorch.get_interpreter_stack() or ()
    return all(
        level.key() == torch._C._functorch.TransformType.Grad for level in levels
    )


def _interpreted():
    """Whether kernels of Triton run in its interpreter."""
    return os.environ.get("TRITON_INTERPRET") == "1"
