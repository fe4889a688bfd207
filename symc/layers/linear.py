"""`linear(a, b, ... -> T)`."""

from symc.algebra.intertwiner import plain_entries
from symc.errors import plans
from symc.ir.model import Linear as LinearOp
from symc.ir.symmetry import Part, parts_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.reach import check_linear, refuse


class Linear:
    """Every equivariant affine map from the direct sum of the arguments to `T`.

    One learned weight for each basis map and pair of channels, and one for each invariant of `T`
    and channel: the constant part, which `bias = off` leaves out. Sums over the axis of an S(n) are
    taken as means. A part of `T` that neither a map nor the constant reaches is an error that says
    why, and so is a call in which no map reaches any part. `fixed = full`, the default, gives all
    pairs of entries of plain axes weights of their own.
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
        ),
        later=("relaxed",),
    )

    def apply(self, call: Call) -> Term:
        """One linear node from all arguments to all parts of `T`."""
        bias = call.word("bias", "on") == "on"
        sources = tuple(part for term in call.arguments for part in term.parts)
        _check_fixed(call, (*sources, *parts_of(call.wanted)))
        check_linear(call, sources, call.wanted, bias)
        return call.site.node(LinearOp(bias), call.arguments, call.wanted)


def _check_fixed(call: Call, parts: tuple[Part, ...]) -> None:
    """Without plain axes of constant size, all ways to treat them are the same."""
    if call.word("fixed", "full") != "full" and any(plain_entries(part) > 1 for part in parts):
        span = call.settings_spans["fixed"]
        refuse(plans.option_later(span, span.text, "`fixed = full`"))
