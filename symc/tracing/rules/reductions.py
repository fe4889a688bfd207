"""Sums, means, maxima and lengths along axes."""

from symc.tracing.atoms import Axes
from symc.tracing.call import Call, Rule

ORDER = "places along an axis that is searched"


def reduction(call: Call) -> list[Axes]:
    """Axes along which all entries count alike go away."""
    axes = call.axes("self" if call.has("self") else "input")
    over = _over(call, len(axes))
    kept = tuple(() if place in over else axis for place, axis in enumerate(axes))
    short = tuple(axis for place, axis in enumerate(axes) if place not in over)
    if call.name in _POSITIONS or (call.name in _WITH_POSITIONS and 1 in call.used):
        for place in over:
            call.pin(axes[place], ORDER)
    return [kept if len(shape) == len(axes) else short for shape in call.shapes]


def scan(call: Call) -> list[Axes]:
    """Along one axis in its order: that axis is fixed."""
    axes = call.axes("self" if call.has("self") else "input")
    dims = call.get("dim", call.get("dims", -1))
    for dim in dims if isinstance(dims, list) else [dims]:
        if axes:
            call.pin(axes[dim], f"the order along an axis, for {call.name}")
    return [axes if _fits(axes, shape) else _cut(call, axes, shape) for shape in call.shapes]


def triangle(call: Call) -> Axes:
    """Entries on one side of the diagonal are set to 0."""
    axes = call.axes("self")
    for axis in axes[-2:]:
        call.pin(axis, "a side of the diagonal")
    return axes


def _over(call: Call, rank: int) -> set[int]:
    dims = call.get("dim")
    if dims is None or dims == []:
        return set(range(rank))
    return {dim % max(rank, 1) for dim in (dims if isinstance(dims, list) else [dims])}


def _fits(axes: Axes, shape: tuple[int, ...]) -> bool:
    sizes = []
    for axis in axes:
        size = 1
        for atom in axis:
            size *= atom.size
        sizes.append(size)
    return tuple(sizes) == shape


def _cut(call: Call, axes: Axes, shape: tuple[int, ...]) -> Axes:
    dim = int(call.get("dim", -1)) % len(axes)
    new = call.fresh(shape[dim], f"the order along an axis, for {call.name}")
    return (*axes[:dim], new, *axes[dim + 1 :])


_POSITIONS = frozenset({"argmax", "argmin"})
_WITH_POSITIONS = frozenset({"max", "min", "median", "mode", "nanmedian"})
_PLAIN = (
    "sum", "mean", "amax", "amin", "var", "std", "var_mean", "std_mean", "logsumexp", "prod",
    "any", "all", "norm", "linalg_vector_norm", "count_nonzero", "nansum", "nanmean", "aminmax",
)  # fmt: skip
_ORDERED = (
    "cumsum", "cumprod", "cummax", "cummin", "logcumsumexp", "sort", "argsort", "topk", "flip",
    "roll", "kthvalue", "fft_fft", "fft_ifft", "_fft_c2c", "diff",
)  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys((*_PLAIN, *sorted(_POSITIONS), *sorted(_WITH_POSITIONS)), reduction),
    **dict.fromkeys(_ORDERED, scan),
    **dict.fromkeys(("tril", "triu"), triangle),
}
