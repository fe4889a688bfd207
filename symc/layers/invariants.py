"""`invariants(x -> T)`."""

from symc.errors import layers as errors
from symc.errors.reasons import rotated_by
from symc.ir.model import Bilinear, Linear
from symc.ir.symmetry import parts_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.loosened import loosened
from symc.layers.reach import check_bilinear, check_linear, refuse


class Invariants:
    """`invariants(x -> T)` is `linear(x, bilinear(x, x -> T) -> T)`, for `T` without rotated axes.

    The scalar products of all vectors of x, traces, and what else of degree two is invariant.
    """

    name = "invariants"
    summary = "invariants(x -> T): invariant features of degree one and two"
    example = """\
group Rot = O(3)
model Lengths(v: 4 [Rot]) -> 8 [] {
    return invariants(v -> 8 [])
}
"""
    signature = Signature(usage="invariants(x -> T)", target=True)

    def apply(self, call: Call) -> Term:
        """A bilinear node and a linear one behind it."""
        (x,) = call.arguments
        refuse(
            *(
                errors.invariants_rotated(call.name.span, call.target_span, part, call.declared)
                for part in dict.fromkeys(parts_of(call.wanted))
                if rotated_by(part)
            )
        )
        met = check_bilinear(call, x, x, call.wanted)
        site = call.site.within("bilinear")
        pair = loosened(call.site, x, x)
        products = site.node(Bilinear(len(x.values)), pair, call.wanted, reached=met)
        reached = check_linear(call, (*x.parts, *products.parts), call.wanted)
        return call.site.node(Linear(), (x, products), call.wanted, reached=reached)
