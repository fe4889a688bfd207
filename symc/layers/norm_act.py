"""`norm_act(x, silu)`."""

from symc.ir.model import NormAct as NormActOp
from symc.ir.model import Pointwise
from symc.ir.symmetry import Part
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.norms import check_norms
from symc.layers.pointwise import FUNCTIONS, allowed


class NormAct:
    """A function of the length of rotated parts: v goes to f(|v|) v / |v|.

    |v| is per channel and per entry of the permuted and plain axes. A part on which f is allowed
    goes through f entry by entry; every other needs an orthogonal or unitary action.
    """

    name = "norm_act"
    summary = "norm_act(x, silu): a function of the length of every rotated v"
    example = """\
group Rot = O(3)
model Squashed(v: 4 [Rot]) -> 4 [Rot] {
    return norm_act(v, silu)
}
"""
    signature = Signature(usage="norm_act(x, silu)", extras=(Setting("function", words=FUNCTIONS),))

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        function = call.word("function", "silu")
        (x,) = call.arguments
        check_norms(call, tuple(p for p in x.parts if not allowed(function, p, call.is_complex)))

        def op(part: Part) -> NormActOp | Pointwise:
            return (
                Pointwise(function)
                if allowed(function, part, call.is_complex)
                else NormActOp(function)
            )

        return call.site.part_by_part(op, x)
