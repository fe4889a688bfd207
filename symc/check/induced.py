"""`induce(T, G)`: the induced representation, as one axis."""

from symc.algebra import Slot, atoms
from symc.algebra.closure import TooLarge
from symc.algebra.induced import NoInduction
from symc.algebra.induced_axes import induced_label
from symc.algebra.inside import why_unlike
from symc.algebra.irreps import is_irrep
from symc.check.subgroups import Subgroups
from symc.errors import groups as errors
from symc.errors import plans
from symc.ir.symmetry import Axis, Group, Part, Record, Sum, Type
from symc.report import CompileError, Span


def induced(type_: Type, whole: Group, subgroups: Subgroups, span: Span) -> Type:
    """The representation of `whole` induced from that of its subgroup on a type."""
    match type_:
        case Part():
            return _part(type_, whole, subgroups, span)
        case Sum(parts):
            return Sum(tuple(_part(part, whole, subgroups, span) for part in parts))
        case Record():
            raise CompileError(errors.bad_induction(span, "a record is not one representation"))


def _part(part: Part, whole: Group, subgroups: Subgroups, span: Span) -> Part:
    if len(part.groups) != 1 or part.powers or any(axis.is_plain for axis in part.axes):
        why = f"{part} is not a tensor with axes of one subgroup of {whole.name} only"
        raise CompileError(errors.bad_induction(span, why))
    (sub,) = part.groups
    if whole not in subgroups.above(sub) and sub != whole:
        why_not = why_unlike(sub, whole)
        if why_not is not None:
            raise CompileError(errors.not_subgroup(span, sub.name, whole.name, why_not))
    slots: tuple[Slot, ...] = tuple(atom.slot for atom in atoms(part))
    if part.is_flat or any(map(is_irrep, slots)):
        why = f"{part} is given by the label of an irrep, and induction needs permutations"
        raise CompileError(errors.bad_induction(span, why))
    try:
        label, extent = induced_label(whole, sub, slots)
    except NoInduction as problem:
        raise CompileError(errors.bad_induction(span, str(problem))) from None
    except TooLarge as problem:
        order = problem.order if problem.order is not None else f"more than {problem.budget:,}"
        what = f"the representation of {whole.name} induced from {part}"
        raise CompileError(
            plans.representation_too_large(span, what, order, problem.budget)
        ) from None
    return Part((Axis(extent, whole, label),), part.multiplicity)
