"""`dropout(x, 0.1)`."""

from symc.errors import layers as errors
from symc.ir.model import Dropout as DropoutOp
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.reach import refuse


class Dropout:
    """Drops whole v's in training: all rotated entries of a channel together."""

    name = "dropout"
    summary = "dropout(x, 0.1): drops whole v's in training"
    example = """\
group Rot = O(3)
model Dropped(v: 4 [Rot]) -> 4 [Rot] {
    return dropout(v, 0.1)
}
"""
    signature = Signature(usage="dropout(x, 0.1)", extras=(Setting("probability", number=True),))

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        p = call.number("probability", 0)
        if not 0 <= p < 1:
            place = call.settings_spans.get("probability", call.site.span)
            refuse(errors.not_a_probability(place))
        return call.site.part_by_part(lambda part: DropoutOp(p), call.arguments[0])
