@functools.cache
def _native(name, source, dtype, flags=""):
    """The library of a product in C++, built at first use and cached by torch's loader.

    None, with a warning, where nothing can be built; SYMC_NATIVE=0 asks for that.
    """
    if os.environ.get("SYMC_NATIVE") == "0":
        return None
    real = {torch.float32: "float", torch.float64: "double"}[dtype]
    options = ["-O3", "-march=native", "-ffast-math", "-fopenmp", f"-DT={real}"]
    options += flags.split()
    chip = torch.backends.cpu.get_cpu_capability() + platform.machine()
    words = "\n".join([source, chip, *options])
    key = hashlib.sha256(words.encode()).hexdigest()[:16]
    try:
        from torch.utils.cpp_extension import _get_build_directory, load_inline

        full = f"symc_{name}_{key}"
        folder = _get_build_directory(full, False)
        library = os.path.join(folder, f"{full}.so")
        if not os.path.exists(library):
            load_inline(
                full,
                [source],
                extra_cflags=options,
                extra_ldflags=["-fopenmp"],
                no_implicit_headers=True,
                is_python_module=False,
            )
        run = ctypes.CDLL(library).run
    except (ImportError, OSError, RuntimeError) as error:
        told = f"{name}: no C++ could be built ({error}), so PyTorch is used"
        warnings.warn(told, stacklevel=2)
        return None
    run.restype = None
    run.argtypes = [ctypes.c_int64] * 3 + [ctypes.c_int] + [ctypes.c_void_p] * 14
    return run


@torch.compiler.assume_constant_result
def _is_native(name, source, wide):
    """Whether the library is there."""
    return _native(name, source, wide) is not None
