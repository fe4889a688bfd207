"""Irreps in models that enforce rotations from outside: which ones elements can move."""

from symc.algebra.irreps import looks_like_irrep
from symc.errors import enforced as errors
from symc.ir.enforcement import Frame, Method, Penalty
from symc.ir.symmetry import Group, Part
from symc.report import CompileError, Span


def check_irreps(group: Group, method: Method, part: Part, span: Span, declared: Span) -> None:
    """Raises where irreps of a group cannot be moved: in penalties, and in frames beside others.

    Where vectors say nothing of how they lie, frames take irreps to what all rotations leave alone,
    one axis by itself.
    """
    own = [axis for axis in part.axes if axis.group == group]
    if not any(looks_like_irrep(axis.label) for axis in own):
        return
    if isinstance(method, Penalty):
        raise CompileError(errors.irreps_moved(span, str(part), "a penalty", declared))
    if isinstance(method, Frame) and len(own) > 1:
        what = f"frames, beside another axis of {group.name},"
        raise CompileError(errors.irreps_moved(span, str(part), what, declared))
