"""Operations entry by entry."""

from symc.tracing.atoms import Axes, Axis
from symc.tracing.call import Call, Rule, Value


def pointwise(call: Call) -> Axes:
    """Axes are aligned from the right; those of one entry meet any."""
    tensors = [value.axes for value in call.arguments.values() if isinstance(value, Value)]
    for values in call.arguments.values():
        if isinstance(values, list):
            tensors += [value.axes for value in values if isinstance(value, Value)]
    return aligned(call, tensors, call.shapes[0])


def aligned(call: Call, tensors: list[Axes], shape: tuple[int, ...]) -> Axes:
    """The axes of tensors that are broadcast to one shape."""
    found: list[Axis] = []
    for place, size in enumerate(reversed(shape), 1):
        axis: Axis | None = None
        for axes in tensors:
            if len(axes) >= place:
                axis = axes[-place] if axis is None else call.meet(axis, axes[-place])
        if axis == () and size != 1:
            axis = call.fresh(size)
        found.append(call.fresh(size) if axis is None else axis)
    return tuple(reversed(found))


def unchanged(call: Call) -> Axes:
    """The axes of the first tensor."""
    return next(value.axes for value in call.arguments.values() if isinstance(value, Value))


def like(call: Call) -> Axes:
    """A constant of the shape of a tensor."""
    return tuple(call.fresh(size) for size in call.shapes[0])


def prelu(call: Call) -> Axes:
    """A slope for each channel."""
    axes = call.axes("self")
    (slopes,) = call.axes("weight") or ((),)
    if len(axes) > 1:
        call.meet(axes[1], slopes)
    return axes


COPIES = (
    "clone", "detach", "alias", "contiguous", "to", "_to_copy", "lift_fresh_copy", "lift_fresh",
)  # fmt: skip

RULES: dict[str, Rule] = {
    **dict.fromkeys(COPIES, unchanged),
    **dict.fromkeys(("dropout", "native_dropout", "feature_dropout", "alpha_dropout"), unchanged),
    **dict.fromkeys(("zeros_like", "ones_like", "full_like", "empty_like"), like),
    **dict.fromkeys(("new_zeros", "new_ones", "new_full", "new_empty"), like),
    **dict.fromkeys(("type_as", "nan_to_num", "hardswish", "_prelu_kernel", "glu_jvp"), pointwise),
    **dict.fromkeys(("copy", "fill", "masked_fill", "where", "rrelu", "addcmul"), pointwise),
    "prelu": prelu,
}
