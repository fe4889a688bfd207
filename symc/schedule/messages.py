"""Message passing over a parameter graph: which nodes every tensor meets, and the weights."""

from fractions import Fraction

from symc.algebra import atoms
from symc.ir.model import Node, Value
from symc.ir.parameter_graph import KINDS, ROLES, Meeting, Messages, PassMessages
from symc.ir.parameters import Scale, Vector, Weight
from symc.ir.plan import Stage
from symc.ir.symmetry import Part
from symc.schedule.names import Names

CODES = 16
"""The numbers that tell the place of an entry of a plain axis; node 0 is that of a group."""


def messages(node: Node, op: Messages, inputs: tuple[Value, ...], names: Names) -> Stage:
    """The stage of a parameter graph."""
    w, channels = op.width, inputs[0].part.channels

    def weight(word: str, rows: int, terms: int, copies: int = 0, columns: int = w) -> Weight:
        scale = Scale(columns, Fraction(terms))
        name = names.weight(f"{node.name}_{word}")
        return Weight(name, (rows,), (columns,), (scale,), copies or 1, copies > 0)

    weights = (
        weight("start", channels, channels),
        weight("kinds", KINDS, 1),
        weight("places", CODES + 1, 4),
        weight("edges", w, 2 * w, op.rounds),
        weight("hear", w, 2 * w, op.rounds * ROLES),
        weight("tell", w, 2 * w, op.rounds * ROLES),
        weight("nodes", w, 2 * w, op.rounds),
    )
    made = node.outputs[0].part.channels
    pooled = len(node.outputs[0].part.axes) == 0 and len(node.outputs) == 1
    height = 2 * w if pooled and not _is_alike(node, inputs) else w
    read = weight("read", height, height, 0, made)
    bias = Vector(names.weight(f"{node.name}_bias"), made, "zeros")
    step = PassMessages(
        op,
        tuple(value.name for value in inputs),
        tuple(value.name for value in node.outputs),
        tuple(value.part for value in inputs),
        tuple(value.part for value in node.outputs),
        tuple(meetings(value.part) for value in inputs),
        weights,
        read,
        bias,
    )
    return Stage(node.name, node.text, (*weights, read, bias), (step,), ())


def _is_alike(node: Node, inputs: tuple[Value, ...]) -> bool:
    return [v.part.axes for v in node.outputs] == [v.part.axes for v in inputs]


def meetings(part: Part) -> tuple[Meeting, ...]:
    """The nodes at every atom of a part: those of a fibre have an axis for each group around it."""
    made = atoms(part)
    found = []
    for i, atom in enumerate(made):
        axes = [i]
        outer = None if atom.group is None else atom.group.within
        while outer is not None:
            axes.insert(0, max(j for j in range(axes[0]) if made[j].group == outer))
            outer = outer.within
        ends = tuple(axis - len(made) - 1 for axis in axes)
        name = f"plain {atom.extent}" if atom.group is None else atom.group.name
        found.append(Meeting(name, ends, min(atom.axis, ROLES - 1), atom.group is None))
    return tuple(found)
