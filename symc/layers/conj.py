"""`conj(x)`."""

from dataclasses import replace

from symc.algebra import action_of
from symc.algebra.irreps import turned
from symc.ir.model import Pointwise
from symc.ir.symmetry import Axis, Field, Part, Record, Sum, Type
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature


class Conj:
    """The complex conjugate, in the type with the dual of every axis that U or SU moves.

    The dual of a unitary representation is its conjugate; real groups commute with conjugation.
    In a model whose types name neither U nor SU it changes nothing.
    """

    name = "conj"
    summary = "conj(x): the complex conjugate, on the dual axes"
    example = """\
group Spin = SU(2)
model Conjugated(v: 4 [Spin]) -> 4 [Spin*] {
    return conj(v)
}
"""
    signature = Signature(usage="conj(x)")

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        if not call.is_complex:
            return x
        result = call.site.term(conjugated(x.type))
        for source, output in zip(x.values, result.values, strict=True):
            call.site.one(Pointwise("conj"), (source.name,), output)
        return result


def conjugated(type_: Type) -> Type:
    """The type of the conjugate."""
    match type_:
        case Part():
            return _part(type_)
        case Sum(parts):
            return Sum(tuple(map(_part, parts)))
        case Record(fields):
            return Record(tuple(Field(f.key, _inside(f.type)) for f in fields))


def _inside(type_: Part | Sum) -> Part | Sum:
    return _part(type_) if isinstance(type_, Part) else Sum(tuple(map(_part, type_.parts)))


def _part(part: Part) -> Part:
    return replace(part, axes=tuple(map(_axis, part.axes)))


def _axis(axis: Axis) -> Axis:
    if axis.blocks:
        return turned(axis, _axis)
    if axis.factors:
        return replace(axis, factors=tuple(map(_axis, axis.factors)))
    return replace(axis, dual=not axis.dual) if action_of(axis) == "unitary" else axis
