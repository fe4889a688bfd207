"""Where the axes of patterns stand, as source text."""

from symc.algebra import form_of, is_permuted
from symc.ir.symmetry import Group
from symc.ir.waist import Fold, Frame, Pattern, Program, open_axes


def dim(pattern: Pattern, frame: Frame, axis: int) -> int:
    """An axis of a pattern's tensor, counted from the end, behind which the channels stand."""
    return axis - len(open_axes(frame, pattern)) - 1


def count_name(group: Group) -> str:
    """The argument that holds the number of points of a group."""
    return f"{group.name.lower()}_count"


def diagonal(source: str, fold: Fold, program: Program) -> str:
    """Two axes set equal, as a view."""
    first, second, place = places(fold, program)
    return f"{source}.diagonal(0, {first}, {second}).movedim(-1, {place})"


def places(fold: Fold, program: Program) -> tuple[int, int, int]:
    """The two axes that are set equal, and the one that they become."""
    parent, child, frame = program.nodes[fold.parent], program.nodes[fold.child], program.frame
    first, second = (dim(parent, frame, axis) for axis in fold.axes)
    return first, second, dim(child, frame, min(fold.axes))


def vertex(fold: Fold, program: Program) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of an epsilon: slots in the parent, legs in the child, in the symbol's order."""
    parent, child, frame = program.nodes[fold.parent], program.nodes[fold.child], program.frame
    held = enumerate(open_axes(frame, child))
    legs = tuple(
        dim(child, frame, i) for i, (group, block) in held if group == fold.group and not block
    )
    return tuple(dim(parent, frame, axis) for axis in fold.axes), legs


def positive(group: Group) -> int | None:
    """The number of coordinates of positive square, where the group has a metric with others."""
    form = form_of(group)
    return None if form is None else sum(image >= 0 for image in form)


def is_simple(program: Program) -> bool:
    """Whether plain autograd is as good: at most one sum, and nothing else."""
    return len(program.folds) <= 1 and all(fold.kind == "sum" for fold in program.folds)


def averaged(program: Program) -> tuple[Group, ...]:
    """The permuted groups of a frame, whose sums are taken as means."""
    return tuple(g for g in program.frame.groups if is_permuted(g))


def port_shapes(program: Program) -> tuple[tuple[str, str], ...]:
    """The axes of every port at the waist, and the number of patterns that it holds."""
    found = []
    for port in program.ports:
        axes = open_axes(program.frame, program.nodes[port[0]])
        found.append((str(tuple(group.size for group, _ in axes)), str(len(port))))
    return tuple(found)
