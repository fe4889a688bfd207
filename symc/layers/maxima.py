"""Where a maximum over points commutes with everything: on values that nothing rotates."""

from symc.algebra.motion import motions
from symc.errors import layers as errors
from symc.errors import moved
from symc.ir.symmetry import Part
from symc.layers.kind import Call
from symc.layers.reach import refuse


def check_max(call: Call, parts: tuple[Part, ...]) -> None:
    """Raises where a maximum is asked for of complex or rotated values."""
    if call.is_complex:
        refuse(moved.max_of_complex(call.name.span, call.spans[0]))
    refuse(
        *(
            errors.max_of_rotated(call.name.span, call.spans[0], part, call.declared)
            for part in dict.fromkeys(parts)
            if motions(part) or any(power.sign == -1 for power in part.powers)
        )
    )
