"""`layer_norm(x)`."""

from symc.ir.model import LayerNorm as LayerNormOp
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.norms import check_norms


class LayerNorm:
    """The usual layer norm over channels, at each entry of permuted and plain axes.

    A rotated part is divided by the root mean square of |v| over the channels, which needs an
    orthogonal or unitary action.
    """

    name = "layer_norm"
    summary = "layer_norm(x): layer norm over channels, of lengths where rotated"
    example = """\
group Rot = O(3)
model Normed(s: 8 [], v: 4 [Rot]) -> 8 [] + 4 [Rot] {
    return layer_norm((s, v))
}
"""
    signature = Signature(usage="layer_norm(x)")

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        check_norms(call, x.parts)
        return call.site.part_by_part(lambda part: LayerNormOp(), x)
