"""Axes as written to axes as meant."""

from collections.abc import Callable

from symc.algebra import FAMILIES
from symc.algebra.closure import TooLarge
from symc.algebra.duals import dual
from symc.algebra.irreps import looks_like_irrep
from symc.check.composed_axes import fibre_alone, moving, product_axis, sum_axis
from symc.check.constants import Constants
from symc.check.graphs import Graphs
from symc.check.groups import Groups, one_line
from symc.check.irreps import flat_axis, irrep_axis
from symc.check.reports import Reports
from symc.check.representations import LABELS, defining, labels
from symc.check.scope import Scope, described
from symc.errors import groups as errors
from symc.errors import names, plans
from symc.errors.euclidean import bad_point
from symc.errors.vanishing import called
from symc.ir import ast
from symc.ir.symmetry import Axis, Group, Part
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
        for block in Part(known).blocks:
            alone = fibre_alone(block.axes)
            if alone is not None and alone.within is not None:
                span = _place_of(alone, known, written)
                self._reports.add(errors.fibre_alone(span, alone.name, alone.within.name))
                return None
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
            case ast.SumAxis(summands, span):
                return self._summed(summands, span)
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
        """One axis row-major over several."""
        found = [self._axis(axis) for axis in axes]
        known = tuple(axis for axis in found if axis is not None)
        if len(known) < len(found):
            return None
        return self._caught(lambda: product_axis(known, axes, span))

    def _summed(self, axes: tuple[ast.Axis, ...], span: Span) -> Axis | None:
        """One axis of several, one after the other."""
        found = [self._axis(axis) for axis in axes]
        known = tuple(axis for axis in found if axis is not None)
        if len(known) < len(found):
            return None
        return self._caught(lambda: sum_axis(known, axes, span))


def _place_of(group: Group, axes: tuple[Axis, ...], written: tuple[ast.Axis, ...]) -> Span:
    return next(w.span for a, w in zip(axes, written, strict=True) if group in moving(a))
