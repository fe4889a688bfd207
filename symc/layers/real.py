"""`real(x)`."""

from symc.algebra import is_complex
from symc.algebra.motion import motions
from symc.errors import moved as errors
from symc.ir.model import Pointwise
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse


def check_unmoved(call: Call) -> None:
    """Raises where U or SU moves a part of the argument."""
    (x,) = call.arguments
    refuse(
        *(
            errors.not_a_number(call.name.span, call.name.text, call.spans[0], part, call.declared)
            for part in dict.fromkeys(x.parts)
            if any(is_complex(group) for group, _ in motions(part))
        )
    )


class Real:
    """The real part of parts that U and SU do not move; the dtype stays complex.

    In a model whose types name neither it changes nothing.
    """

    name = "real"
    summary = "real(x): the real part, of parts that U and SU do not move"
    example = """\
group Spin = SU(2)
model Weight(s: 4 [], v: 4 [Spin]) -> 4 [] + 4 [Spin] {
    return (real(s), v)
}
"""
    signature = Signature(usage="real(x)")

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        if not call.is_complex:
            return x
        check_unmoved(call)
        return call.site.part_by_part(lambda part: Pointwise("real"), x)
