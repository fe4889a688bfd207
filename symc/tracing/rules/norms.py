"""Normalizations; what is averaged over is noted as a tensor without it."""

from symc.tracing.atoms import Axes, Axis
from symc.tracing.call import Call, Rule

STATISTICS = "statistics of a normalization"


def batch_norm(call: Call) -> list[Axes]:
    """One scale, shift, mean and variance per channel."""
    axes = call.axes("input")
    channels = axes[1]
    for name in ("weight", "bias", "running_mean", "running_var"):
        if call.has(name):
            call.unify(channels, call.axes(name)[0])
    call.record(channels)
    if call.name == "instance_norm":
        call.record(axes[0], channels)
    return [axes, *_statistics(call, channels)]


def layer_norm(call: Call) -> list[Axes]:
    """Over the last axes, with a scale and a shift for each of their entries."""
    axes = call.axes("input")
    over = len(call.arguments["normalized_shape"])
    for name in ("weight", "bias"):
        if call.has(name):
            for axis, own in zip(axes[-over:], call.axes(name), strict=True):
                call.unify(axis, own)
    call.record(*axes[:-over])
    kept = (*axes[:-over], *((),) * over)
    return [axes, *(kept for _ in call.shapes[1:])]


def group_norm(call: Call) -> list[Axes]:
    """Over groups of neighbouring channels and all places."""
    axes = call.axes("input")
    groups = int(call.get("num_groups", call.get("group", 1)))
    outer, inner = call.split(axes[1], groups)
    for name in ("weight", "bias"):
        if call.has(name):
            call.unify((*outer, *inner), call.axes(name)[0])
    call.record(axes[0], outer)
    return [axes, *((axes[0], outer) for _ in call.shapes[1:])]


def softmax(call: Call) -> Axes:
    """Along one axis."""
    axes = call.axes("self" if call.has("self") else "input")
    dim = int(call.arguments["dim"])
    call.record(*(axis for place, axis in enumerate(axes) if place != dim % len(axes)))
    return axes


def weight_norm(call: Call) -> list[Axes]:
    """A tensor over its length along all axes but one, times a learned length."""
    axes, dim = call.axes("v"), int(call.get("dim", 0))
    for place, own in enumerate(call.axes("g")):
        call.meet(axes[place], own)
    call.record(axes[dim])
    return [axes, *(call.axes("g") for _ in call.shapes[1:])]


def _statistics(call: Call, channels: Axis) -> list[Axes]:
    wide = 1
    for atom in channels:
        wide *= atom.size
    return [
        (channels,) if shape == (wide,) else tuple(call.fresh(n, STATISTICS) for n in shape)
        for shape in call.shapes[1:]
    ]


_BATCH = (
    "batch_norm", "instance_norm", "native_batch_norm", "_native_batch_norm_legit",
    "_native_batch_norm_legit_no_training", "_native_batch_norm_legit_functional",
    "cudnn_batch_norm", "_batch_norm_no_update", "_batch_norm_with_update_functional",
)  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys(_BATCH, batch_norm),
    **dict.fromkeys(("layer_norm", "native_layer_norm"), layer_norm),
    **dict.fromkeys(("rms_norm", "_fused_rms_norm"), layer_norm),
    **dict.fromkeys(("group_norm", "native_group_norm"), group_norm),
    **dict.fromkeys(("softmax", "log_softmax", "_softmax", "_log_softmax"), softmax),
    **dict.fromkeys(("_safe_softmax",), softmax),
    **dict.fromkeys(("_weight_norm", "_weight_norm_interface"), weight_norm),
}
