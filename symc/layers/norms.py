"""Where |v| is kept: under orthogonal and unitary actions."""

from symc.algebra.motion import motion_of
from symc.errors import moved as errors
from symc.ir.symmetry import Part
from symc.layers.kind import Call
from symc.layers.reach import refuse


def check_norms(call: Call, parts: tuple[Part, ...]) -> None:
    """Raises where the lengths of a part are not invariant."""
    refuse(
        *(
            errors.norm_not_kept(call.name.span, call.name.text, call.spans[0], part, call.declared)
            for part in dict.fromkeys(parts)
            if motion_of(part) in ("linear", "scaling")
        )
    )
