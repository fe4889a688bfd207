"""`spherical_harmonics(v, L)`."""

from dataclasses import replace

from symc.algebra.family import slot_of
from symc.algebra.irreps import LARGEST, flat, kind_of
from symc.errors import irreps as errors
from symc.ir.model import Harmonics
from symc.ir.symmetry import Axis, Field, Part, Record, Sum, Type, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.reach import refuse


class SphericalHarmonics:
    """The real spherical harmonics of the direction of vectors, of all degrees up to L.

    The vector axis of O(3) or SO(3) is replaced by the flat axis `Rot(1x0e + 1x1o + 1x2e + ...)`,
    in e3nn's order and component normalization: the squares of degree l sum to 2l + 1. Of vectors
    of length 0 all but degree 0 are 0, which is the one equivariant choice, and their derivatives
    are taken to be 0. L is at most 16.
    """

    name = "spherical_harmonics"
    summary = "spherical_harmonics(v, 2): harmonics of the direction of every vector"
    example = """\
group Rot = O(3)
model Shape(v: 4 [Rot]) -> 4 [Rot(1x0e + 1x1o + 1x2e)] {
    return spherical_harmonics(v, 2)
}
"""
    signature = Signature(
        usage="spherical_harmonics(v, 2)",
        keeps=False,
        extras=(Setting("degree", number=True),),
    )

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        degree = call.number("degree", 0)
        if degree.denominator != 1 or not 0 <= degree <= LARGEST:
            written = call.settings_spans.get("degree", call.site.span)
            refuse(errors.bad_degree(written, LARGEST))
        if call.is_complex:
            refuse(errors.complex_direction(call.name.span, call.spans[0]))
        places = [_vector_axis(call, part) for part in tensors_of(x.type)]
        result = call.site.term(_mapped(x.type, int(degree)))
        rest = iter(result.values)
        word = "harmonics" if len(places) > 1 else ""
        for value, place in zip(x.values, places, strict=True):
            made = tuple(next(rest) for _ in range(int(degree) + 1))
            call.site.several(Harmonics(place, int(degree)), (value,), made, word)
        return result


def _vector_axis(call: Call, part: Part) -> int:
    """The one axis of vectors in space; raises where there is none, or several."""
    found = _vector_axes(part)
    if len(found) != 1 or part.powers:
        refuse(errors.no_vector(call.name.span, call.spans[0], part, len(found)))
    return found[0]


def _vector_axes(part: Part) -> list[int]:
    return [i for i, axis in enumerate(part.axes) if _is_vector(axis)]


def _is_vector(axis: Axis) -> bool:
    if axis.group is None or axis.blocks or slot_of(axis).label:
        return False
    return kind_of(axis.group) == "rotations"


def _mapped(type_: Type, degree: int) -> Type:
    match type_:
        case Part():
            return _mapped_part(type_, degree)
        case Sum(parts):
            return Sum(tuple(_mapped_part(part, degree) for part in parts))
        case Record(fields):
            return Record(tuple(Field(f.key, _mapped_field(f.type, degree)) for f in fields))


def _mapped_field(type_: Part | Sum, degree: int) -> Part | Sum:
    if isinstance(type_, Part):
        return _mapped_part(type_, degree)
    return Sum(tuple(_mapped_part(part, degree) for part in type_.parts))


def _mapped_part(part: Part, degree: int) -> Part:
    (place,) = _vector_axes(part)
    group = part.axes[place].group
    assert group is not None
    with_parity = group.family == "O"
    labels = [f"{k}{'eo'[k % 2] if with_parity else ''}" for k in range(degree + 1)]
    axes = list(part.axes)
    axes[place] = flat(group, tuple((1, label) for label in labels))
    return replace(part, axes=tuple(axes))
