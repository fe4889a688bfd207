"""`induce(T, G)`: the induced representation, as one axis."""

from symc.check.subgroups import Subgroups
from symc.errors import groups as errors
from symc.errors import plans
from symc.ir.symmetry import Group, Type, parts_of
from symc.report import CompileError, Span


def induced(type_: Type, whole: Group, subgroups: Subgroups, span: Span) -> Type:
    """The representation of `whole` induced from that of its subgroup on a type."""
    subs = tuple(dict.fromkeys(g for part in parts_of(type_) for g in part.groups))
    if len(subs) == 1 and whole not in subgroups.above(subs[0]):
        why = f"`induce` takes a stabilizer in {whole.name}, or a group restricted from it"
        raise CompileError(errors.not_subgroup(span, subs[0].name, whole.name, why))
    raise CompileError(plans.type_later(span, "`induce`"))
