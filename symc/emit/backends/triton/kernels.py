"""All kernels of one product, and how they are launched."""

from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.triton.gradients import gradients_body
from symc.emit.backends.triton.product import product_body
from symc.emit.backends.triton.splits import Launch, launches, unmet
from symc.emit.backends.triton.terms import Share, Tile, tile_of
from symc.ir.form import Form
from symc.ir.page import KernelPage, TritonPage

PRODUCT_BLOCK, GRADIENTS_BLOCK = 64, 32
"""The most channels of a program: two for each thread of a warp, or one where much is held."""

GIVEN = ("x", "y", "w")
EDGES = ("source", "order", "start")


def triton_page(form: Form, name: str, constant: str) -> TritonPage:
    """The kernels of a form."""
    tiles = (tile_of(form.channels, PRODUCT_BLOCK), tile_of(form.channels, GRADIENTS_BLOCK))
    kernels: list[KernelPage] = []
    runs: list[Expression] = []
    for tile, backward in zip(tiles, (False, True), strict=True):
        found = launches(form, backward)
        names = {
            share: f"_{name}_{'gradients' if backward else 'product'}_{n}"
            for n, share in enumerate(dict.fromkeys(launch.share for launch in found))
        }
        kernels += [_kernel(form, share, tile, names[share], backward) for share in names]
        runs.append(tuple_of([_run(names[launch.share], launch) for launch in found]))
    rows = f"_{name}_rows"
    words = (
        *runs,
        rows,
        str(form.sizes),
        str(form.channels),
        str(tuple(tile.block for tile in tiles)),
        str((unmet(form, True), unmet(form, False))),
    )
    launch = statement(f"_{constant}_LAUNCH = ", Call("_launch", words), "", 4)
    return TritonPage(constant, tuple(kernels), rows, tuple(launch))


def _run(name: str, launch: Launch) -> str:
    return f"({name}, {launch.x}, {launch.weight}, {launch.z})"


def _kernel(form: Form, share: Share, tile: Tile, name: str, backward: bool) -> KernelPage:
    head: tuple[str, ...]
    if backward:
        head = (*GIVEN, "g", *EDGES, "gx", "gy", "gw")
        head += tuple(f"{each}: tl.constexpr" for each in ("F", "B", "DX", "DY", "DW"))
        return KernelPage(name, head, gradients_body(form, share, tile))
    head = (*GIVEN, *EDGES, "z", "F: tl.constexpr", "B: tl.constexpr")
    return KernelPage(name, head, product_body(form, share, tile))
