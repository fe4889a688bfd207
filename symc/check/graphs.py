"""The graphs that a spec declares, and the groups that carry them."""

from dataclasses import replace

from symc.check.groups import Groups
from symc.check.reports import Reports
from symc.check.scope import Scope
from symc.errors import sparse as errors
from symc.ir import ast
from symc.ir.graphs import Graph
from symc.ir.symmetry import Axis, Group
from symc.report import CompileError, Span


class Graphs:
    """Every declared graph; one that was reported is none."""

    def __init__(self, scope: Scope, groups: Groups, reports: Reports) -> None:
        self._groups = groups
        self._reports = reports
        self._known: dict[str, Graph] = {}
        self._carried: dict[str, str] = {}
        for entity in scope.all():
            if isinstance(entity, ast.Graph):
                self._declare(entity)

    def find(self, name: str) -> Graph | None:
        """The graph of a name."""
        return self._known.get(name)

    def group(self, site: str) -> Group | None:
        """The group of points that is named, or that the edges of a named graph join."""
        return next((g.group for g in self._known.values() if site in (g.name, g.group.name)), None)

    def axis(self, axis: Axis, span: Span) -> Axis:
        """An axis as it is where its group may carry a graph; raises where it cannot be."""
        group = axis.group
        graph = self._carried.get(group.name) if group else None
        if graph is None or group is None:
            return axis
        if axis.label or axis.fibres:
            raise CompileError(errors.bad_site(span, span.text, group.name, graph))
        return replace(axis, site=group.name)

    def graph_on(self, site: str) -> str:
        """The graph that joins these points, or that has these edges."""
        return self._carried.get(site, site)

    def _declare(self, entity: ast.Graph) -> None:
        group = self._groups.named(entity.group)
        if group is None:
            return
        why = self._why_not(group)
        if why is not None:
            declared = self._groups.places[group.name]
            name = entity.name.text
            self._reports.add(
                errors.bad_carrier(entity.group.span, name, group.name, why, declared)
            )
            return
        self._known[entity.name.text] = Graph(entity.name.text, group)
        self._carried.setdefault(group.name, entity.name.text)

    def _why_not(self, group: Group) -> str | None:
        if group.family != "S":
            return "it has no points that edges could join"
        if self._groups.is_nested(group):
            return "it has groups within it, or lies within one"
        return None if group.is_free else f"it has {group.size} points, in every graph of a batch"
