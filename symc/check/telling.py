"""Whether a network tells an argument from its images under a group."""

from collections.abc import Iterable
from itertools import product

from symc.algebra import maps_between
from symc.ir.model import Bilinear, Linear, Node, Value
from symc.ir.symmetry import Group, Part


def tells(
    group: Group, given: Iterable[Value], nodes: Iterable[Node], results: Iterable[str]
) -> bool:
    """Whether every result depends on an axis that the group moves.

    What comes by way of a value without such an axis, or of a constant, is the same for all images.
    """
    told = {value.name: value.part for value in given if _is_moved(value.part, group)}
    parts = {value.name: value.part for value in given}
    for node in nodes:
        parts |= {value.name: value.part for value in node.outputs}
        for value in node.outputs:
            if _is_moved(value.part, group) and _comes_from(node, value.part, told):
                told[value.name] = value.part
    return all(name in told for name in results)


def _is_moved(part: Part, group: Group) -> bool:
    return any(axis.group == group and axis.label != "trivial" for axis in part.axes)


def _comes_from(node: Node, target: Part, told: dict[str, Part]) -> bool:
    """Whether a node has a map from values that are told apart."""
    match node.op:
        case Linear():
            return any(
                bool(maps_between((told[name],), target)) for name in node.inputs if name in told
            )
        case Bilinear(split):
            pairs = product(node.inputs[:split], node.inputs[split:])
            return any(
                bool(maps_between((told[a], told[b]), target))
                for a, b in pairs
                if a in told and b in told
            )
    return any(name in told for name in node.inputs)
