"""`imag(x)`."""

from symc.errors import moved as errors
from symc.ir.model import Pointwise
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse
from symc.layers.real import check_unmoved


class Imag:
    """The imaginary part of parts that U and SU do not move, as a real number.

    The dtype stays complex. A model whose types name neither U nor SU has no imaginary parts.
    """

    name = "imag"
    summary = "imag(x): the imaginary part, of parts that U and SU do not move"
    example = """\
group Spin = SU(2)
model Phase(s: 4 [], v: 4 [Spin]) -> 4 [] + 4 [Spin] {
    return (imag(s), v)
}
"""
    signature = Signature(usage="imag(x)")

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        if not call.is_complex:
            where, name = call.name.span, self.name
            refuse(errors.not_a_number(where, name, call.spans[0], None, call.declared))
        check_unmoved(call)
        return call.site.part_by_part(lambda part: Pointwise("imag"), x)
