"""Convolutions of any dimension, in groups, and transposed ones."""

from symc.tracing.atoms import Axes
from symc.tracing.call import Call, Rule

TAPS = "taps of a convolution"
PLACES = "places that a convolution slides over"


def convolution(call: Call) -> Axes:
    """Channels meet the weight, within each group; taps and places are fixed."""
    axes, weight = call.axes("input"), call.axes("weight")
    taps = len(weight) - 2
    before, channels, places = axes[: -taps - 1], axes[-taps - 1], axes[-taps:]
    for axis in weight[2:]:
        call.pin(axis, TAPS)
    for axis in places:
        call.pin(axis, PLACES)
    groups = int(call.get("groups", 1))
    transposed = "transpose" in call.name or bool(call.get("transposed", False))
    rows, inner = weight[0], weight[1]
    outer, part = call.split(channels, groups)
    along, own = call.split(rows, groups)
    call.unify(outer, along)
    call.unify(part, own if transposed else inner)
    out = (*along, *(inner if transposed else own))
    if call.has("bias"):
        call.unify(out, call.axes("bias")[0])
    return (*before, out, *(call.fresh(size, PLACES) for size in call.shapes[0][-taps:]))


RULES: dict[str, Rule] = {
    "convolution": convolution,
    **{f"conv{n}d": convolution for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": convolution for n in (1, 2, 3)},
}
