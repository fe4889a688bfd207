"""Points in models that enforce translations from outside: what may hold them."""

from dataclasses import replace

from symc.algebra.motion import motion_of
from symc.errors import enforced as errors
from symc.ir.enforcement import Canonical, Method
from symc.ir.symmetry import Axis, Field, Group, Part, Record, Sum, Type, parts_of
from symc.report import CompileError, Span


def check_points(
    group: Group,
    method: Method,
    arguments: tuple[Type, ...],
    result: Type,
    span: Span,
    declared: Span,
) -> None:
    """Raises where a result has nothing to follow, or a point has axes that others turn.

    Arguments are seen from the centre of their points, which other groups have to keep. Networks
    that say how arguments lie see all points so.
    """
    given = [part for type_ in arguments for part in parts_of(type_)]
    made = [part for part in parts_of(result) if _spots(part, group)]
    if made and not any(_spots(part, group) for part in given):
        raise CompileError(errors.no_points(span, group.name, str(made[0]), declared))
    for part in (*given, *made):
        for axis in part.axes if isinstance(method, Canonical) else _spots(part, group):
            if axis.is_point and axis.group is not None:
                rest = tuple(a for a in part.axes if a is not axis)
                if motion_of(Part(rest)) != "permutation":
                    name = axis.group.name
                    raise CompileError(errors.turned_points(span, name, str(part), declared))


def _spots(part: Part, group: Group) -> tuple[Axis, ...]:
    """The axis that holds points of a group; none where there are none."""
    return tuple(axis for axis in part.axes if axis.is_point and axis.group == group)


def as_vectors(type_: Type) -> Type:
    """A type with vectors from the centre in place of points."""
    match type_:
        case Part():
            axes = (replace(axis, label="") if axis.is_point else axis for axis in type_.axes)
            return replace(type_, axes=tuple(axes))
        case Sum(parts):
            return Sum(tuple(_part(part) for part in parts))
        case Record(fields):
            return Record(tuple(Field(f.key, _field(f.type)) for f in fields))


def _part(part: Part) -> Part:
    found = as_vectors(part)
    assert isinstance(found, Part)
    return found


def _field(type_: Part | Sum) -> Part | Sum:
    found = as_vectors(type_)
    assert not isinstance(found, Record)
    return found
