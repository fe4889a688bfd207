"""Axes as written to axes as meant."""

from collections.abc import Callable

from symc.algebra import FAMILIES
from symc.algebra.closure import TooLarge
from symc.algebra.irreps import looks_like_irrep
from symc.check.constants import Constants
from symc.check.graphs import Graphs
from symc.check.groups import Groups, one_line
from symc.check.irreps import flat_axis, irrep_axis
from symc.check.reports import Reports
from symc.check.representations import LABELS, defining, dual, labels
from symc.check.scope import Scope, described
from symc.errors import groups as errors
from symc.errors import names, plans
from symc.errors.euclidean import bad_point
from symc.errors.vanishing import called
from symc.ir import ast
from symc.ir.symmetry import Axis, Group
from symc.report import CompileError, Span


class Axes:
    """The axes of every shape; None is one that was reported."""

    def __init__(
        self,
        scope: Scope,
        constants: Constants,
        groups: Groups,
        graphs: Graphs,
        reports: Reports,
    ) -> None:
        self._scope = scope
        self._constants = constants
        self._groups = groups
        self._graphs = graphs
        self._reports = reports

    def of(self, written: tuple[ast.Axis, ...]) -> tuple[Axis, ...] | None:
        """The axes of one shape."""
        found = [self._placed(axis) for axis in written]
        known = tuple(axis for axis in found if axis is not None)
        if len(known) < len(found):
            return None
        before: set[Group] = set()
        for axis, place in zip(known, written, strict=True):
            for group in _moving(axis):
                if group.within is not None and group.within not in before:
                    base = group.within.name
                    self._reports.add(errors.fibre_alone(place.span, group.name, base))
                    return None
                before.add(group)
        return known

    def _placed(self, axis: ast.Axis) -> Axis | None:
        """An axis, at the points of a graph where its group carries one."""
        found = self._axis(axis)
        return None if found is None else self._graphs.axis(found, axis.span)

    def _axis(self, axis: ast.Axis) -> Axis | None:
        match axis:
            case ast.Number():
                extent = self._constants.whole(axis, "the size of an axis")
                return None if extent is None else Axis(extent)
            case ast.Name():
                return self._named(axis)
            case ast.DualAxis(inner):
                found = self._axis(inner)
                if found is not None and found.is_point:
                    raise CompileError(bad_point(axis.span, one_line(axis.span), "has no dual"))
                return None if found is None else dual(found)
            case ast.FibredAxis(inner_axes, span):
                return self._fibred(inner_axes, span)
            case ast.LabelAxis(name, label, span):
                group = self._groups.named(name)
                return None if group is None else self._labelled(group, label, span)
            case ast.FlatAxis(name, blocks, span):
                group = self._groups.named(name)
                return None if group is None else self._flat(group, blocks, span)

    def _named(self, name: ast.Name) -> Axis | None:
        entity = self._scope.find(name.text)
        match entity:
            case ast.Group():
                group = self._groups.named(name)
                return None if group is None else defining(group, self._groups.fibres(group))
            case ast.Size() | ast.Param():
                extent = self._constants.extent(name, "the size of an axis")
                return None if extent is None else Axis(extent)
            case ast.Graph():
                graph = self._graphs.find(name.text)
                return None if graph is None else graph.axis
            case None:
                known = self._scope.names(ast.Group, ast.Size, ast.Param, ast.Graph)
                self._reports.add(names.unknown_axis(name.span, name.text, known))
            case _:
                is_, at = described(entity), entity.name.span
                wanted = "a group or size"
                self._reports.add(names.wrong_kind(name.span, name.text, is_, wanted, at, ""))
        return None

    def _labelled(self, group: Group, label: str, span: Span) -> Axis | None:
        """An axis of another representation than the defining one."""
        if group.translations and label == "vector":
            return Axis(group.size, group)
        if self._groups.is_nested(group):
            self._reports.add(errors.label_of_nested(span, group.name, label))
            return None
        if looks_like_irrep(label):
            return self._caught(lambda: irrep_axis(group, label, span))
        try:
            extent = FAMILIES[group.family].length(group, label) if label in LABELS else None
        except TooLarge as problem:
            what = f"the regular representation of {called(group)}"
            order = problem.order if problem.order is not None else f"more than {problem.budget:,}"
            self._reports.add(plans.representation_too_large(span, what, order, problem.budget))
            return None
        if extent is None:
            known = labels(group)
            self._reports.add(errors.unknown_label(span, group.name, label, known))
            return None
        return Axis(extent, group, label)

    def _flat(self, group: Group, blocks: tuple[ast.Block, ...], span: Span) -> Axis | None:
        """A flat axis of irreps."""
        if self._groups.is_nested(group):
            self._reports.add(errors.label_of_nested(span, group.name, one_line(span)))
            return None
        return self._caught(lambda: flat_axis(group, blocks))

    def _caught(self, make: Callable[[], Axis]) -> Axis | None:
        """An axis, or None where it was refused."""
        try:
            return make()
        except CompileError as refusal:
            self._reports.add(*refusal.diagnostics)
            return None

    def _fibred(self, axes: tuple[ast.Axis, ...], span: Span) -> Axis | None:
        """One axis row-major over groups that lie within one another."""
        found = [self._axis(axis) for axis in axes]
        known = [axis for axis in found if axis is not None]
        if len(known) < len(found):
            return None
        groups: list[Group] = []
        for axis, place in zip(known, axes, strict=True):
            if axis.group is None or axis.label or axis.blocks:
                text = one_line(place.span)
                why = f"an axis in parentheses is one of groups within one another, not {text}"
                self._reports.add(errors.bad_fibred(place.span, why))
                return None
            if groups and axis.group.within != groups[-1]:
                inside = "lies within no group"
                if axis.group.within is not None:
                    inside = f"lies within {axis.group.within.name}"
                why = f"{axis.group.name} {inside}, not within {groups[-1].name}"
                self._reports.add(errors.bad_fibred(span, why))
                return None
            groups += _moving(axis)
        for group in groups:
            if group.is_free and len(groups) > 1:
                apart = ", ".join(each.name for each in groups)
                why = f"one axis of several groups is of constant size, and {group.name} is not"
                self._reports.add(errors.bad_fibred(span, why, (f"write `[{apart}]`",)))
                return None
        return defining(groups[0], tuple(groups[1:]))


def _moving(axis: Axis) -> tuple[Group, ...]:
    if axis.blocks:
        inner = (block.axis for block in axis.blocks if block.axis is not None)
        return tuple(group for each in inner for group in _moving(each))
    return () if axis.group is None else (axis.group, *axis.fibres)
