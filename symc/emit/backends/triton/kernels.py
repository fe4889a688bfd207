"""All kernels of one product, and how they are launched."""

from symc.emit.backends.torch.code import Call, statement
from symc.emit.backends.triton.gradients import gradients_body
from symc.emit.backends.triton.product import product_body
from symc.emit.backends.triton.splits import splits
from symc.emit.backends.triton.terms import Share, tile_of
from symc.ir.form import Form, blocks_of
from symc.ir.page import KernelPage, TritonPage

PRODUCT_BLOCK, GRADIENTS_BLOCK = 64, 32
"""The most channels of a program: two for each thread of a warp, or one where much is held."""

GIVEN = ("x", "y", "w")
EDGES = ("source", "order", "start")


def triton_page(form: Form, name: str, constant: str) -> TritonPage:
    """The kernels of a form."""
    forward = tile_of(form.channels, PRODUCT_BLOCK)
    backward = tile_of(form.channels, GRADIENTS_BLOCK)
    kernels = []
    names: tuple[list[str], list[str]] = ([], [])
    head: tuple[str, ...]
    for n, share in enumerate(_shares(form, forward.per_thread, False)):
        names[0].append(f"_{name}_product_{n}")
        head = (*GIVEN, *EDGES, "z", "F: tl.constexpr", "B: tl.constexpr")
        kernels.append(KernelPage(names[0][-1], head, product_body(form, share, forward)))
    for n, share in enumerate(_shares(form, backward.per_thread, True)):
        names[1].append(f"_{name}_gradients_{n}")
        head = (*GIVEN, "g", *EDGES, "gx", "gy", "gw")
        head += tuple(f"{each}: tl.constexpr" for each in ("F", "B", "DX", "DY", "DW"))
        kernels.append(KernelPage(names[1][-1], head, gradients_body(form, share, backward)))
    rows = f"_{name}_rows"
    words = (
        f"({', '.join(names[0])},)",
        f"({', '.join(names[1])},)",
        rows,
        str(form.sizes),
        str(form.channels),
        f"({forward.block}, {backward.block})",
    )
    launch = statement(f"_{constant}_LAUNCH = ", Call("_launch", words), "", 4)
    return TritonPage(constant, tuple(kernels), rows, tuple(launch))


def _shares(form: Form, per_thread: int, backward: bool) -> list[Share]:
    """The paths of each kernel; components that no path meets are zero by the first."""
    size = form.sizes[0 if backward else 2]
    touched = [
        frozenset(b.i if backward else b.k for p in paths for b in blocks_of(form.paths[p]))
        for paths in splits(form, per_thread, backward)
    ]
    rest = frozenset(range(size)).difference(*touched)
    out = []
    for n, paths in enumerate(splits(form, per_thread, backward)):
        before = frozenset[int]().union(*touched[:n])
        out.append(Share(paths, before, rest if n == 0 else frozenset()))
    return out
