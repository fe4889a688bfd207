"""Pooling and resizing: places are fixed, channels are not."""

from symc.tracing.atoms import Axes, extent
from symc.tracing.call import Call, Rule

WINDOWS = "places of windows"


def pool(call: Call) -> list[Axes]:
    """Windows over the last axes; over all of them, the order of places does not matter."""
    axes = call.axes("self" if call.has("self") else "input")
    places = next(int(letter) for letter in call.name if letter in "123")
    whole = call.name.startswith("adaptive_avg") and all(n == 1 for n in call.shapes[0][-places:])
    if not whole:
        for axis in axes[-places:]:
            call.pin(axis, WINDOWS)
    return [
        (*axes[:-places], *(call.fresh(size, WINDOWS) for size in shape[-places:]))
        for shape in call.shapes
    ]


def padded(call: Call) -> Axes:
    """Mirrored or repeated borders fix the axes that get them."""
    axes = call.axes("self")
    places = len(call.arguments["padding"]) // 2
    for axis in axes[-places:]:
        call.pin(axis, "a border")
    fresh = (call.fresh(size, "a border") for size in call.shapes[0][-places:])
    return (*axes[:-places], *fresh)


def zero_padded(call: Call) -> Axes:
    """A constant border: segments of their own before and behind an axis."""
    axes = list(call.axes("self"))
    pad = list(call.arguments["pad"])
    for turn in range(len(pad) // 2):
        before, after = pad[2 * turn : 2 * turn + 2]
        place = len(axes) - 1 - turn
        axis = axes[place]
        if before < 0 or after < 0:
            kept = extent(axis) + min(before, 0) + min(after, 0)
            sizes = (max(-before, 0), kept, max(-after, 0))
            axis = call.pieces(axis, sizes)[1]
        ends = [call.fresh(max(size, 0)) for size in (before, after)]
        parts = [ends[0]] if before > 0 else []
        parts += [axis, *([ends[1]] if after > 0 else [])]
        whole = call.forest.total(parts, call.operation)
        axes[place] = axis if len(parts) == 1 else (whole,)
    return tuple(axes)


def shuffled(call: Call) -> Axes:
    """`pixel_shuffle`: channels times r x r become channels on a finer grid."""
    axes, r = call.axes("self"), int(call.arguments["upscale_factor"])
    channels, rest = call.split(axes[-3], extent(axes[-3]) // (r * r))
    for axis in (rest, *axes[-2:]):
        call.pin(axis, "pixels")
    return (*axes[:-3], channels, *(call.fresh(size, "pixels") for size in call.shapes[0][-2:]))


_POOLS = tuple(
    f"{kind}_pool{n}d{end}"
    for kind in ("avg", "max", "adaptive_avg", "adaptive_max", "lp")
    for n in (1, 2, 3)
    for end in ("", "_with_indices")
)
_SIZES = tuple(
    f"{'_' if exact else ''}upsample_{kind}"
    for exact in (False, True)
    for kind in (
        *(f"nearest{end}{n}d" for n in (1, 2, 3) for end in ("", "_exact")),
        "linear1d", "bilinear2d", "trilinear3d", "bicubic2d", "bilinear2d_aa", "bicubic2d_aa",
    )
)  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys((*_POOLS, *(f"_{name}" for name in _POOLS), *_SIZES), pool),
    **dict.fromkeys(
        (f"{kind}_pad{n}d" for kind in ("reflection", "replication") for n in (1, 2, 3)), padded
    ),
    "constant_pad_nd": zero_padded,
    "pixel_shuffle": shuffled,
}
