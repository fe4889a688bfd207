"""`gate(x)`."""

from symc.algebra import action_of
from symc.errors import layers as errors
from symc.ir.model import Gate as GateOp
from symc.ir.model import Linear, Pointwise, Value
from symc.ir.symmetry import Part, Sum, Type
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.pointwise import allowed
from symc.layers.powers import left, symmetric
from symc.layers.reach import check_linear, reaches, refuse


def gate_of(part: Part) -> Part:
    """One number per channel and permuted or plain entry of a part."""
    kept = tuple(i for i, axis in enumerate(part.axes) if action_of(axis) == "permutation")
    axes = tuple(part.axes[i] for i in kept)
    return Part(axes, part.multiplicity, tuple(symmetric(p) for p in left(part.powers, kept)))


class Gate:
    """A nonlinearity for rotated parts that keeps the type.

    A part on which `silu` is allowed goes through it. Every other is multiplied, channel by
    channel, by `sigmoid(linear(x -> m [its permuted and plain axes]))`. If only the constant
    reaches that, it is an error. In a complex model every part is gated, by the real part of that.
    """

    name = "gate"
    summary = "gate(x): silu, and rotated parts times the sigmoid of invariants"
    example = """\
group Rot = O(3)
model Gated(s: 4 [], v: 4 [Rot]) -> 4 [] + 4 [Rot] {
    return gate((s, v))
}
"""
    signature = Signature(usage="gate(x)", spreads=True)

    def apply(self, call: Call) -> Term:
        """One linear node for all gates, then one node for each part."""
        (x,) = call.arguments
        gated = tuple(
            value for value in x.values if not allowed("silu", value.part, call.is_complex)
        )
        if not gated:
            return call.site.part_by_part(lambda part: Pointwise("silu"), x)
        gates = dict(zip(gated, self._gates(call, x, gated), strict=True))
        result = call.site.term(x.type)
        for source, output in zip(x.values, result.values, strict=True):
            if source in gates:
                call.site.one(GateOp(), (source.name, gates[source].name), output)
            else:
                call.site.one(Pointwise("silu"), (source.name,), output)
        return result

    def _gates(self, call: Call, x: Term, gated: tuple[Value, ...]) -> tuple[Value, ...]:
        refuse(
            *(
                errors.gate_from_constants(
                    call.name.span, call.spans[0], part, gate_of(part), x.parts, call.declared
                )
                for part in dict.fromkeys(value.part for value in gated)
                if not reaches(call, x.parts, gate_of(part))
            )
        )
        parts = tuple(gate_of(value.part) for value in gated)
        target: Type = Sum(parts) if len(parts) > 1 else parts[0]
        check_linear(call, x.parts, target)
        like: Type = Sum(tuple(value.part for value in gated)) if len(parts) > 1 else target
        return call.site.within("gates").node(Linear(), (x,), target, like).values
