"""`message_passing(net -> T, rounds = 4)`."""

from fractions import Fraction

from symc.algebra.motion import motion_of
from symc.errors import fixed as errors
from symc.ir.parameter_graph import Messages, kind_of
from symc.ir.symmetry import Field, Part, Record, parts_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.reach import refuse


class MessagePassing:
    """Messages between neurons along parameters: a graph network that reads any network.

    Nodes are the points of every axis of the record, edges its entries; a plain axis has a node for
    each entry, which knows its place. In every round an entry hears from the nodes of its indices,
    and a node the mean of the entries that it is an index of. `T` is numbers, `10 []`, pooled over
    everything, or a record with the keys and axes of the argument. `width` channels go through
    `rounds` rounds.

    Weights belong to roles: the first axis of a tensor, the second, later ones; weights, biases,
    statistics. They do not depend on the record, so that models over other architectures have the
    same, name by name and shape by shape, and can share them.
    """

    name = "message_passing"
    summary = "message_passing(net -> T, rounds = 4): a graph network over neurons and parameters"
    example = """\
size h
group Hidden = S(h)
type Mlp = { 0.weight: [Hidden, 2], 0.bias: [Hidden], 1.weight: [3, Hidden], 1.bias: [3] }
model Read(net: Mlp) -> 4 [] {
    return message_passing(net -> 4 [], rounds = 2, width = 16)
}
"""
    signature = Signature(
        usage="message_passing(net -> T, rounds = 4)",
        target=True,
        options=(Setting("rounds", number=True), Setting("width", number=True)),
    )

    def apply(self, call: Call) -> Term:
        """One node for all rounds."""
        (net,) = call.arguments
        if not isinstance(net.type, Record) or call.is_complex:
            refuse(errors.no_parameter_graph(call.spans[0], net.type))
        assert isinstance(net.type, Record)
        refuse(
            *(
                errors.no_parameter_graph(call.spans[0], part)
                for part in dict.fromkeys(net.parts)
                if motion_of(part) != "permutation" or any(axis.label for axis in part.axes)
            )
        )
        if not _is_readout(call.wanted) and not _is_alike(net, call.wanted):
            refuse(errors.no_readout(call.target_span, call.wanted))
        kinds = tuple(
            kind_of(field.key, len(part.axes))
            for field in net.type.fields
            for part in parts_of(field.type)
        )
        op = Messages(kinds, self._count(call, "width", 32), self._count(call, "rounds", 4))
        return call.site.node(op, (net,), call.wanted)

    def _count(self, call: Call, name: str, default: int) -> int:
        found: Fraction = call.number(name, default)
        if found.denominator != 1 or found < 1:
            refuse(errors.not_a_count(call.settings_spans[name], name))
        return int(found)


def _is_readout(type_: object) -> bool:
    return isinstance(type_, Part) and not type_.axes


def _is_alike(net: Term, type_: object) -> bool:
    """Whether a record has the keys and axes of another, and one number of channels."""
    if not isinstance(type_, Record) or not isinstance(net.type, Record):
        return False
    widths = {part.channels for part in parts_of(type_)}
    return len(widths) == 1 and _bare(type_.fields) == _bare(net.type.fields)


def _bare(fields: tuple[Field, ...]) -> list[tuple[object, ...]]:
    return [(field.key, *(part.axes for part in parts_of(field.type))) for field in fields]
