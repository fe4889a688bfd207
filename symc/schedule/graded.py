"""What the scheduler keeps of layers whose symmetries are not all exact."""

from symc.ir.grades import Layer, Mixed, kind_of
from symc.ir.model import Linear, Value
from symc.ir.solution import Basis
from symc.ir.symmetry import Group, Part
from symc.schedule.bench import Grades
from symc.schedule.collect import ties_of
from symc.schedule.frames import Tensor


def grades_of(
    basis: Basis, sources: tuple[Tensor, ...], targets: tuple[Tensor, ...]
) -> Grades | None:
    """The ties of every band and view of a node; None where all is exact."""
    graded = basis.graded
    if graded is None:
        return None
    bands = tuple(
        (band.word, ties_of(band.pairs, basis.folded, sources, targets)) for band in graded.bands
    )
    numbers = {level: i for i, band in enumerate(graded.bands) for level in band.breaks}
    views = tuple(
        (numbers[view.level], ties_of(view.pairs, basis.folded, sources, targets))
        for view in graded.views
        if view.pairs
    )
    return Grades(bands, views)


def layer_of(basis: Basis, inputs: tuple[Value, ...], mixed: tuple[Mixed, ...]) -> Layer | None:
    """A node as generated code has to know it; None where all of the model is exact."""
    graded = basis.graded
    if graded is None:
        return None
    node = basis.node
    assert isinstance(node.op, Linear)
    free = {group.name for group in graded.free}
    axes = tuple(_free_axes(v.part, free) for v in (*inputs, *node.outputs))
    return Layer(
        node.name,
        node.inputs,
        tuple(value.name for value in node.outputs),
        axes,
        mixed,
        graded.levels,
        tuple(band.breaks for band in graded.bands),
        tuple(view.level for view in graded.views if view.pairs),
        tuple(_moved(v.part, basis.folded) for v in (*inputs, *node.outputs)),
        tuple(value.part.channels for value in node.outputs),
        all(len(set(each)) == len(each) for each in axes),
        node.op.residual,
    )


def _free_axes(part: Part, free: set[str]) -> tuple[str, ...]:
    """The groups of free size that move axes of a part, one by one."""
    return tuple(axis.group.name for axis in part.axes if axis.group and axis.group.name in free)


def _moved(part: Part, folded: tuple[Group, ...]) -> tuple[tuple[str, int], ...]:
    """The kind and length of every folded axis, in the order of a frame's channels."""
    found = [
        (kind_of(axis), axis.extent)
        for group in folded
        for axis in part.axes
        if axis.group == group
    ]
    return tuple((kind, extent) for kind, extent in found if isinstance(extent, int))
