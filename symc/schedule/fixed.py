"""Plain axes otherwise than in full: a code on their entries, and a matrix along them."""

from dataclasses import replace
from fractions import Fraction

from symc.algebra import moved_by
from symc.algebra.schur import apart
from symc.ir.model import Code, Node, Value
from symc.ir.parameters import Scale, Vector, Weight
from symc.ir.plain_steps import Project, Shift
from symc.ir.plan import Stage, Step
from symc.ir.symmetry import Group, Part
from symc.schedule.frames import all_groups, tensor
from symc.schedule.names import Names


def fixed(node: Node, source: Value, declared: tuple[Group, ...], names: Names) -> Stage:
    """The stage of a code, or of a matrix along plain axes."""
    (target,) = node.outputs
    if isinstance(node.op, Code):
        code = Vector(names.weight(f"{node.name}_code"), _length(target.part), "small")
        step = Shift(source.name, target.name, target.part, code)
        return Stage(node.name, node.text, (code,), (step,), ())
    inner, outer = (replace(value, part=apart(value.part)) for value in (source, target))
    groups = all_groups([inner.part, outer.part], declared)
    below, above = tensor(inner, groups), tensor(outer, groups)
    rows, columns = below.entries, above.entries
    scale = Scale(columns, Fraction(rows))
    weight = Weight(names.weight(f"{node.outputs[0].name}_entries"), (rows,), (columns,), (scale,))
    project = Project(below.flat, above.flat, target.part, target.part.channels, weight)
    steps: tuple[Step, ...] = (below.arrange(), project, above.restore())
    return Stage(node.name, node.text, (weight,), steps, ())


def _length(part: Part) -> int:
    """One number for each entry of the plain axes and each channel."""
    length = part.channels
    for axis in part.axes:
        group = moved_by(axis)
        if axis.group is None and isinstance(axis.extent, int) and (axis.shared or group is None):
            length *= axis.extent
    return length
