"""`linear(a, b, ... -> T)`."""

import re

from symc.algebra.intertwiner import plain_entries
from symc.ir.model import Linear as LinearOp
from symc.ir.symmetry import parts_of
from symc.layers.emission import Term
from symc.layers.explosion import warn_of_explosion
from symc.layers.fixed import ranked_linear, shared_linear
from symc.layers.kind import Call, Setting, Signature
from symc.layers.reach import check_linear
from symc.layers.relaxed import relaxed


class Linear:
    """Every equivariant affine map from the direct sum of the arguments to `T`.

    One learned weight for each basis map and pair of channels, and one for each invariant of `T`
    and channel: the constant part, which `bias = off` leaves out. Sums over the axis of an S(n) are
    taken as means. A part of `T` that neither a map nor the constant reaches is an error that says
    why, and so is a call in which no map reaches any part.

    `fixed` says how plain axes are treated. `full`, the default: all pairs of entries have weights
    of their own. `rank(8)`: these form a matrix of rank 8 at most. `shared`: an S of its own
    permutes the axis, one S for all plain axes of that size, after a learned code per entry was
    added to the input (not where rotated axes forbid a constant).

    `relaxed = 2` lets the weights vary over the elements h of the finite groups that move the
    inputs: W is the sum of two W_l M(w_l), each W_l exact, and M(w) the sum of w(h) times the part
    of an input that belongs to h. At the start w is 1, and the layer is exact.
    """

    name = "linear"
    summary = "linear(a, b, ... -> T): every equivariant affine map to T"
    example = """\
size n
group Nodes = S(n)
model Degrees(adjacency: 2 [Nodes, Nodes]) -> 8 [Nodes] + [] {
    return linear(adjacency -> 8 [Nodes] + [])
}
"""
    signature = Signature(
        usage="linear(a, b -> T)",
        most=None,
        target=True,
        options=(
            Setting("bias", words=("on", "off")),
            Setting("fixed", words=("full", "shared"), calls=("rank",)),
            Setting("relaxed", number=True),
        ),
    )

    def apply(self, call: Call) -> Term:
        """One linear node from all arguments to all parts of `T`."""
        bias = call.word("bias", "on") == "on"
        if "relaxed" in call.settings:
            call = relaxed(call, bias)
        sources = tuple(part for term in call.arguments for part in term.parts)
        fixed = call.word("fixed", "full")
        if not any(plain_entries(part) > 1 for part in (*sources, *parts_of(call.wanted))):
            fixed = "full"
        if fixed == "shared":
            return shared_linear(call, bias)
        if fixed != "full":
            return ranked_linear(call, int(re.sub(r"\D", "", fixed)), bias)
        reached = check_linear(call, sources, call.wanted, bias)
        warn_of_explosion(call, sources, parts_of(call.wanted))
        return call.site.node(LinearOp(bias), call.arguments, call.wanted, reached=reached)
