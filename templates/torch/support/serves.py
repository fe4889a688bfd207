def _serves(x, work, name, source, launch=None):
    """Whether a product has an operator of its own here, rather than plain PyTorch.

    On a GPU that is one with Triton; on a CPU one with a compiler, for so much work that a library
    is worth building. Exported programs and transforms of functions are made of plain PyTorch.
    """
    exporting = getattr(torch.compiler, "is_exporting", None)
    if torch._C._are_functorch_transforms_active() or (exporting and exporting()):
        return False
    if launch is not None and (x.is_cuda or _interpreted()):
        return True
    if x.device.type != "cpu" or not x.dtype.is_floating_point or work < 1_000_000:
        return False
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    return _is_native(name, source, wide)


def _interpreted():
    """Whether kernels of Triton run in its interpreter."""
    return os.environ.get("TRITON_INTERPRET") == "1"
