"""Subgroups and the groups that they are tied to."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from symc.algebra import FAMILIES, Slot
from symc.algebra.duals import dual
from symc.algebra.inside import why_not_inside
from symc.check.representations import LABELS
from symc.errors import groups as errors
from symc.ir.symmetry import Axis, Field, Group, Part, Record, Sum, Type, parts_of
from symc.report import CompileError, Span

Ties = Mapping[Group, Group]
"""The subgroup that moves the axes of a group, where a model names both."""


class Subgroups:
    """The group that each subgroup is tied to: stabilizers, and groups used in `restrict`."""

    def __init__(self) -> None:
        self._wholes: dict[Group, tuple[Group, Span]] = {}

    def tie(self, sub: Group, whole: Group, span: Span) -> None:
        """Ties a subgroup to its group; raises if it is tied to another one."""
        known, first = self._wholes.setdefault(sub, (whole, span))
        if known != whole:
            raise CompileError(errors.two_wholes(span, sub.name, first))

    def above(self, sub: Group) -> tuple[Group, ...]:
        """The group of a subgroup, the group of that one, and so on."""
        found: list[Group] = []
        while sub in self._wholes:
            sub = self._wholes[sub][0]
            found.append(sub)
        return tuple(found)

    def ties(self, named: Collection[Group], model: str, span: Span) -> Ties:
        """Which subgroups move the axes of which groups, where a model names all these."""
        ties: dict[Group, Group] = {}
        for whole in named:
            subs = [sub for sub in named if whole in self.above(sub)]
            least = [sub for sub in subs if all(s == sub or s in self.above(sub) for s in subs)]
            if subs and not least:
                names = tuple(sub.name for sub in subs)
                raise CompileError(errors.two_subgroups(span, whole.name, names, model))
            if least:
                ties[whole] = least[0]
        return ties

    def restrict(self, type_: Type, sub: Group, span: Span) -> Type:
        """The same tensors with only the subgroup acting."""
        groups = tuple(dict.fromkeys(g for part in parts_of(type_) for g in part.groups))
        above = self.above(sub)
        wholes = [group for group in groups if group in above]
        if not wholes:
            reasons = {group: why_not_inside(sub, group) for group in groups if group != sub}
            wholes = [group for group, why in reasons.items() if why is None]
            if not wholes and reasons and not above:
                group, why = next(iter(reasons.items()))
                raise CompileError(errors.not_subgroup(span, sub.name, group.name, why or ""))
            wholes = wholes[:1]
            for whole in wholes:
                self.tie(sub, whole, span)
        if not wholes:
            whole_name = above[0].name if above else "any group"
            why = f"the type has no axis of {whole_name}"
            raise CompileError(errors.not_subgroup(span, sub.name, whole_name, why))
        return moved(type_, dict.fromkeys(wholes, sub), span)


def moved(type_: Type, ties: Ties, span: Span) -> Type:
    """A type with the axes of each group moved by its subgroup alone."""
    if not ties:
        return type_
    match type_:
        case Part():
            return _moved(type_, ties, span)
        case Sum(parts):
            return Sum(tuple(_moved(part, ties, span) for part in parts))
        case Record(fields):
            return Record(
                tuple(
                    Field(
                        f.key,
                        _moved(f.type, ties, span)
                        if isinstance(f.type, Part)
                        else Sum(tuple(_moved(part, ties, span) for part in f.type.parts)),
                    )
                    for f in fields
                )
            )


def _moved(part: Part, ties: Ties, span: Span) -> Part:
    return replace(part, axes=tuple(_restricted(axis, ties, span) for axis in part.axes))


def _restricted(axis: Axis, ties: Ties, span: Span) -> Axis:
    """An axis of a group as one of the subgroup; raises where it is none."""
    if axis.blocks:
        blocks = tuple(
            replace(b, axis=b.axis and _restricted(b.axis, ties, span)) for b in axis.blocks
        )
        group = ties.get(axis.group, axis.group) if axis.group else None
        text = axis.written if blocks == axis.blocks else ""
        return replace(axis, group=group, blocks=blocks, written=text)
    if axis.group is None or axis.group not in ties:
        return axis
    sub = ties[axis.group]
    if axis.fibres:
        raise CompileError(errors.restricted_label(span, str(axis), sub.name))
    if not axis.label:
        found = Axis(axis.extent, sub)
        return dual(found) if axis.dual else found
    for label in _same(axis):
        if label in LABELS and FAMILIES[sub.family].length(sub, label) == axis.extent:
            found = Axis(axis.extent, sub, label)
            return dual(found) if axis.dual else found
    raise CompileError(errors.restricted_label(span, str(axis), sub.name))


def _same(axis: Axis) -> tuple[str, ...]:
    """The characters that are this one on permutations: `sign` is `det` there."""
    if axis.label == "regular" or axis.group is None:
        return ()
    permutes = FAMILIES[axis.group.family].action(axis.group, Slot()) == "permutation"
    if permutes and axis.label in ("sign", "det"):
        return ("det", "sign")
    return (axis.label,)
