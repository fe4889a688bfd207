"""`cross(u, v)`."""

from dataclasses import replace

from symc.algebra import irreps
from symc.algebra.motion import motion_of
from symc.algebra.vectors import vector_axis
from symc.errors import euclidean as errors
from symc.ir.graphs import with_parts
from symc.ir.spatial import Cross as CrossOp
from symc.ir.symmetry import Part, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse


class Cross:
    """The cross product of vectors of space, per channel and entry of the other axes.

    Both values have one axis of vectors of one O(3) or SO(3), and are alike otherwise: along other
    axes, which are plain or permuted, entries are multiplied. In O(3) two vectors give a
    pseudovector, `[Rot.1e]`, and a vector and a pseudovector a vector.
    """

    name = "cross"
    summary = "cross(u, v): cross products, channel by channel"
    example = """\
group Rot = O(3)
model Torque(arm: 4 [Rot], force: 4 [Rot]) -> 4 [Rot.1e] {
    return cross(arm, force)
}
"""
    signature = Signature(usage="cross(u, v)", least=2, most=2, keeps=False)

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        u, v = call.arguments
        if call.is_complex:
            refuse(errors.real_only(call.name.span, self.name))
        lefts, rights = tensors_of(u.type), tensors_of(v.type)
        if len(lefts) != len(rights):
            refuse(errors.unlike_vectors(call.spans[1], call.spans[0], self.name, u.type, v.type))
        made = tuple(_crossed(call, a, b) for a, b in zip(lefts, rights, strict=True))
        result = call.site.term(with_parts(u.type, made))
        for a, b, output in zip(u.values, v.values, result.values, strict=True):
            call.site.one(CrossOp(), (a.name, b.name), output)
        return result


def _crossed(call: Call, left: Part, right: Part) -> Part:
    """The type of the product; raises where there is none."""
    places = [vector_axis(part) for part in (left, right)]
    for place, part, span in zip(places, (left, right), call.spans, strict=True):
        if place is None:
            refuse(errors.no_cross(call.name.span, span, part))
    at = places[0]
    assert at is not None
    rest = replace(left, axes=(*left.axes[:at], *left.axes[at + 1 :]))
    if motion_of(rest) != "permutation":
        why = (
            f"along its other axes, {rest}, entries are multiplied: these must be permuted or plain"
        )
        refuse(errors.no_cross(call.name.span, call.spans[0], left, why))
    a, b = left.axes[at], right.axes[at] if at < len(right.axes) else left.axes[at]
    others = [(*p.axes[:at], *p.axes[at + 1 :]) for p in (left, right)]
    alike = places[0] == places[1] and a.group == b.group and others[0] == others[1]
    if not alike or left.multiplicity != right.multiplicity:
        refuse(errors.unlike_vectors(call.spans[1], call.spans[0], "cross", left, right))
    group = a.group
    assert group is not None
    label = "1"
    if group.family == "O":
        odd = sum(not axis.label for axis in (a, b))
        label = "1e" if odd % 2 == 0 else "1o"
    axis = replace(a, label=irreps.own_label(group, label))
    return replace(left, axes=(*left.axes[:at], axis, *left.axes[at + 1 :]))
