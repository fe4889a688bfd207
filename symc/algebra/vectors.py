"""Vectors of space among the axes of a part."""

from symc.algebra import irreps
from symc.ir.symmetry import Axis, Part


def vector_axis(part: Part) -> int | None:
    """The one axis of vectors or pseudovectors of space of a part."""
    found = [i for i, axis in enumerate(part.axes) if _is_vector(axis)]
    return found[0] if len(found) == 1 and not part.powers else None


def _is_vector(axis: Axis) -> bool:
    if axis.group is None or axis.blocks or axis.label not in ("", "1e"):
        return False
    return irreps.kind_of(axis.group) == "rotations"
