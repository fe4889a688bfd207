"""`bilinear(a, b -> T)`."""

from typing import Literal

from symc.ir.model import Bilinear as BilinearOp
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.loosened import loosened
from symc.layers.reach import check_bilinear


class Bilinear:
    """The equivariant bilinear maps of two values, without linear or constant terms.

    `mode = channelwise`, the default, first mixes the channels of each part of `a` and of `b` to
    those of each part of `T`, and then couples channel c with channel c through every basis map;
    `mode = full` couples every pair of channels. A part of `T` that is not reached is an error.
    """

    name = "bilinear"
    summary = "bilinear(a, b -> T): the equivariant products of two values"
    example = """\
group Rot = O(3)
model Squares(v: 4 [Rot]) -> 4 [] + 4 [Rot, Rot] {
    return bilinear(v, v -> 4 [] + 4 [Rot, Rot])
}
"""
    signature = Signature(
        usage="bilinear(a, b -> T)",
        least=2,
        most=2,
        target=True,
        options=(Setting("mode", words=("channelwise", "full")),),
    )

    def apply(self, call: Call) -> Term:
        """One bilinear node from all pairs of parts to all parts of `T`."""
        mode: Literal["channelwise", "full"] = "channelwise"
        if call.word("mode", mode) == "full":
            mode = "full"
        left, right = call.arguments
        reached = check_bilinear(call, left, right, call.wanted, mode == "full")
        op = BilinearOp(len(left.values), mode)
        pair = loosened(call.site, left, right)
        return call.site.node(op, pair, call.wanted, reached=reached)
