"""The groups that a spec declares."""

from collections.abc import Mapping
from dataclasses import replace

from symc.check.composed import Composed
from symc.check.constants import Constants
from symc.check.entries import Entries
from symc.check.families import FamilyCalls
from symc.check.generated import by_algebra, by_matrices, by_permutations
from symc.check.graph_files import GraphFiles
from symc.check.nesting import Nesting
from symc.check.reports import Reports
from symc.check.scope import Scope, described
from symc.check.stabilizers import stabilized
from symc.check.subgroups import Subgroups
from symc.errors import groups as errors
from symc.errors import names, plans
from symc.ir import ast
from symc.ir.symmetry import Group
from symc.report import CompileError, Span

DEEPEST = 100


class Groups:
    """Every declared group; None is one that was reported."""

    def __init__(
        self, scope: Scope, constants: Constants, files: GraphFiles, reports: Reports
    ) -> None:
        self._scope = scope
        self._reports = reports
        self._files = files
        self._entries = Entries(constants)
        self._families = FamilyCalls(constants, reports)
        self._nesting = Nesting(scope)
        self._composed = Composed(self._families, self._nesting)
        self._known: dict[str, Group | None] = {}
        self._open: list[str] = []
        self.subgroups = Subgroups()
        self.places: Mapping[str, Span] = {
            e.name.text: e.value.span for e in scope.all() if isinstance(e, ast.Group)
        }
        for entity in scope.all():
            if isinstance(entity, ast.Group):
                self._of(entity, entity.name)

    def named(self, name: ast.Name) -> Group | None:
        """The group of a name; an unknown one is reported."""
        entity = self._scope.find(name.text)
        if isinstance(entity, ast.Group):
            return self._of(entity, name)
        if entity is None:
            known = self._scope.names(ast.Group)
            self._reports.add(names.unknown_group(name.span, name.text, known))
        elif not isinstance(entity, ast.Graph):
            is_, at = described(entity), entity.name.span
            self._reports.add(names.wrong_kind(name.span, name.text, is_, "a group", at, ""))
        return None

    def known(self, name: str) -> Group | None:
        """The group of a name, if one was declared and is sound; nothing is reported."""
        return self._known.get(name)

    def fibres(self, group: Group) -> tuple[Group, ...]:
        """The inner levels of a wreath product of symmetric groups."""
        return self._nesting.fibres(group)

    def is_nested(self, group: Group) -> bool:
        """Whether a group lies within another, or has one within itself."""
        return self._nesting.is_nested(group)

    def _of(self, entity: ast.Group, use: ast.Name) -> Group | None:
        """A group that may be declared by others, further up or down."""
        name = entity.name.text
        if name in self._known:
            return self._known[name]
        if name in self._open:
            cycle = (*self._open[self._open.index(name) :], name)
            self._reports.add(names.defined_by_itself(use.span, name, cycle))
            return None
        if len(self._open) >= DEEPEST:
            self._reports.add(plans.too_deep(use.span, DEEPEST, "groups"))
            return None
        self._open.append(name)
        try:
            found = self._declared(name, entity.value)
        except CompileError as refusal:
            self._reports.add(*refusal.diagnostics)
            found = None
        self._open.pop()
        if found is not None and _is_spelled(found, entity.value):
            found = replace(found, written=one_line(entity.value.span))
        self._known[name] = found
        return found

    def _declared(self, name: str, written: ast.GroupExpression) -> Group | None:
        match written:
            case ast.GroupCall(ast.Name("stabilizer")):
                return self._stabilizer(name, written)
            case ast.GroupCall(ast.Name("automorphisms")):
                return self._files.automorphisms(name, written)
            case ast.GroupCall():
                return self._families.group(name, written)
            case ast.Wreath():
                return self._composed.wreath(name, written)
            case ast.Within(fibre, base, span):
                outer = self.named(base)
                inner = self._composed.fibre(name, fibre)
                if outer is None or inner is None:
                    return None
                return self._nesting.within(inner, outer, span)
            case ast.ByPermutations():
                return by_permutations(name, written)
            case ast.ByMatrices():
                return by_matrices(name, written, self._entries)
            case ast.ByAlgebra():
                return by_algebra(name, written, self._entries)

    def _stabilizer(self, name: str, call: ast.GroupCall) -> Group | None:
        match call.arguments, call.options:
            case (ast.Name() as base, ast.Vector() as vector), ():
                whole = self.named(base)
                if whole is None:
                    return None
                found = stabilized(name, whole, self.is_nested(whole), vector, self._entries, call)
                self.subgroups.tie(found, whole, call.span)
                return found
        raise CompileError(
            errors.bad_stabilizer(call.span, "a stabilizer is of a group and a vector")
        )


def _is_spelled(group: Group, written: ast.GroupExpression) -> bool:
    """Whether a group is best told as it was written: by its generators, or as a product."""
    return group.generators is not None or isinstance(written, ast.Wreath)


def one_line(span: Span) -> str:
    """What is written there, on one line and cut where it is long."""
    text = " ".join(span.text.split())
    if len(text) <= 60:
        return text
    whole = text[:57].rpartition(", ")[0] or text[:57].rpartition(" ")[0] or text[:57]
    return f"{whole}, ..."
