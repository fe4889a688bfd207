"""The same entries under other shapes and in other orders of axes."""

from symc.tracing.atoms import Axes
from symc.tracing.call import Call, Rule


def regrouped(call: Call) -> Axes:
    """`view` and its relatives: the same row-major order."""
    return call.regroup(call.axes("self"), call.shapes[0])


def permuted(call: Call) -> Axes:
    """Axes in another order."""
    axes = call.axes("self")
    order = [dim % len(axes) for dim in call.arguments["dims"]]
    return tuple(axes[dim] for dim in order)


def exchanged(call: Call) -> Axes:
    """Two axes change places."""
    axes = list(call.axes("self"))
    if not axes:
        return ()
    one, other = (call.get(f"dim{k}", call.get(f"axis{k}", k)) for k in (0, 1))
    axes[one], axes[other] = axes[other], axes[one]
    return tuple(axes)


def reversed_(call: Call) -> Axes:
    """`t`, `numpy_T`, `mT`: a transposed matrix."""
    axes = call.axes("self")
    if call.name in ("mT", "mH", "adjoint", "matrix_H"):
        return (*axes[:-2], axes[-1], axes[-2])
    return tuple(reversed(axes))


def moved(call: Call) -> Axes:
    """`movedim`: some axes go to other places."""
    axes = call.axes("self")
    pairs = (call.arguments["source"], call.arguments["destination"])
    source, destination = (
        [dim % len(axes) for dim in (dims if isinstance(dims, list) else [dims])] for dims in pairs
    )
    goes = dict(zip(destination, source, strict=True))
    rest = iter(place for place in range(len(axes)) if place not in source)
    return tuple(axes[goes[p]] if p in goes else axes[next(rest)] for p in range(len(axes)))


def expanded(call: Call) -> Axes:
    """Axes of one entry are repeated: nothing fixes the order of the copies."""
    axes, shape = call.axes("self"), call.shapes[0]
    added = len(shape) - len(axes)
    found = [call.fresh(size) for size in shape[:added]]
    for axis, size in zip(axes, shape[added:], strict=True):
        found.append(axis if axis or size == 1 else call.fresh(size))
    return tuple(found)


def repeated(call: Call) -> Axes:
    """`repeat`, `tile`: whole copies, one after the other."""
    axes = call.axes("self")
    times = list(call.get("repeats", call.get("dims", ())))
    times = [*[1] * (len(axes) - len(times)), *times]
    axes = (*((),) * (len(times) - len(axes)), *axes)
    return tuple((*call.fresh(n), *axis) for n, axis in zip(times, axes, strict=True))


def interleaved(call: Call) -> Axes:
    """`repeat_interleave`: copies of each entry side by side."""
    axes, dim = call.axes("self"), call.get("dim")
    if dim is None:
        axes, dim = call.regroup(axes, (_entries(call),)), 0
    copies = call.fresh(int(call.arguments["repeats"]))
    dim %= len(axes)
    return (*axes[:dim], (*axes[dim], *copies), *axes[dim + 1 :])


def _entries(call: Call) -> int:
    found = 1
    for axis in call.axes("self"):
        for atom in axis:
            found *= atom.size
    return found


_SAME_ORDER = (
    "view", "reshape", "_unsafe_view", "_reshape_alias", "flatten", "unflatten", "squeeze",
    "unsqueeze", "view_as", "reshape_as", "ravel", "atleast_1d", "_reshape_copy", "view_copy",
)  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys(_SAME_ORDER, regrouped),
    "permute": permuted,
    **dict.fromkeys(("transpose", "transpose_", "swapaxes", "swapdims"), exchanged),
    **dict.fromkeys(("t", "numpy_T", "mT", "mH", "adjoint", "matrix_H"), reversed_),
    **dict.fromkeys(("movedim", "moveaxis"), moved),
    **dict.fromkeys(("expand", "expand_as", "broadcast_to"), expanded),
    **dict.fromkeys(("repeat", "tile"), repeated),
    "repeat_interleave": interleaved,
}
