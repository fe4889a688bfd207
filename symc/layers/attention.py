"""`attention(x over G, heads = 4)`."""

from symc.algebra import is_permuted
from symc.errors import calls
from symc.errors import layers as errors
from symc.ir.model import Attention as AttentionOp
from symc.ir.symmetry import Part
from symc.layers.emission import Term
from symc.layers.fibres import check_fibres
from symc.layers.kind import Call, Setting, Signature
from symc.layers.norms import check_norms
from symc.layers.reach import refuse


class Attention:
    """Self-attention over the points of a permuted group; keeps the type.

    Every part has one axis of the group; scores are inner products over all other axes, so that
    they are invariant where the action is orthogonal or unitary. `heads` divides the channels of
    every part.
    """

    name = "attention"
    summary = "attention(x over G, heads = 4): self-attention over the points of G"
    example = """\
size n
group Items = S(n)
group Rot = O(3)
model Attended(s: 8 [Items], v: 4 [Items, Rot]) -> 8 [Items] + 4 [Items, Rot] {
    return attention((s, v) over Items, heads = 2)
}
"""
    signature = Signature(
        usage="attention(x over Nodes, heads = 4)",
        over=True,
        options=(Setting("heads", number=True),),
    )

    def apply(self, call: Call) -> Term:
        """One node for all parts together."""
        (x,) = call.arguments
        group = call.pooled
        if not is_permuted(group):
            refuse(errors.pooled_rotated(call.over_span, self.name, group, call.declared))
        parts = tuple(dict.fromkeys(x.parts))
        refuse(
            *(
                errors.attention_axes(call.over_span, call.spans[0], part, group, count)
                for part in parts
                if (count := sum(axis.group == group for axis in part.axes)) != 1
            )
        )
        check_fibres(call, parts, group)
        check_norms(call, parts)
        return call.site.node(AttentionOp(group, self._heads(call, parts)), (x,), x.type)

    def _heads(self, call: Call, parts: tuple[Part, ...]) -> int:
        heads = call.number("heads", 1)
        span = call.settings_spans.get("heads", call.site.span)
        if heads.denominator != 1 or heads < 1:
            refuse(calls.heads_not_whole(span, "heads"))
        refuse(
            *(
                errors.heads_do_not_divide(span, int(heads), call.spans[0], part)
                for part in parts
                if part.channels % int(heads)
            )
        )
        return int(heads)
