"""Types as written to types as meant."""

from itertools import product
from math import prod

from symc.check import powers
from symc.check.axes import Axes
from symc.check.constants import DEEPEST, Constants
from symc.check.graphs import Graphs
from symc.check.groups import Groups, one_line
from symc.check.induced import induced
from symc.check.refused import check_keys
from symc.check.reports import Reports
from symc.check.scope import Scope, described
from symc.errors import euclidean, names, plans, sparse, symmetry
from symc.ir import ast
from symc.ir.symmetry import Field, Part, Record, Sum, Type, parts_of, tensors_of
from symc.report import CompileError, Span

MOST_PARTS = 1_000
MOST_AXES = 32
MOST_ENTRIES = 2**31


class Types:
    """Every type of a spec; None is one that was reported."""

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
        self._axes = Axes(scope, constants, groups, graphs, reports)
        self._reports = reports
        self._known: dict[str, Type | None] = {}
        self._open: list[str] = []
        self._depth = 0

    def check_all(self) -> None:
        """Reports what is wrong with types that nothing uses."""
        for entity in self._scope.all():
            if isinstance(entity, ast.TypeName):
                self.of(entity.name)

    def of(self, written: ast.Type) -> Type | None:
        """What a type means."""
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise CompileError(plans.too_deep(written.span, DEEPEST, "types"))
            return self._of(written)
        except CompileError as refusal:
            self._reports.add(*refusal.diagnostics)
            return None
        finally:
            self._depth -= 1

    def _of(self, written: ast.Type) -> Type | None:
        match written:
            case ast.Name():
                return self._named(written)
            case ast.Shape(axes, span):
                return self._shape(axes, span)
            case ast.Channels(count, base, span):
                return self._channels(count, base, span)
            case ast.Sum(parts, span):
                return self._sum(parts, span)
            case ast.Power(base, exponent, span):
                return self._power(base, exponent, span)
            case ast.Record(fields, span):
                return self._record(fields, span)
            case ast.SymmetryPower(kind, exponent, base, span):
                return self._symmetric(kind, exponent, base, span)
            case ast.Restrict(base, group, span):
                type_, sub = self.of(base), self._groups.named(group)
                if type_ is None or sub is None:
                    return None
                return self._groups.subgroups.restrict(type_, sub, span)
            case ast.Induce(base, group, span):
                type_, whole = self.of(base), self._groups.named(group)
                if type_ is None or whole is None:
                    return None
                return induced(type_, whole, self._groups.subgroups, span)

    def _named(self, name: ast.Name) -> Type | None:
        if name.text in self._known:
            return self._known[name.text]
        entity = self._scope.find(name.text)
        match entity:
            case ast.TypeName():
                return self._alias(entity, name)
            case ast.Graph():
                self._reports.add(sparse.graph_as_type(name.span, name.text))
            case ast.Group():
                self._reports.add(symmetry.group_as_type(name.span, name.text))
            case None:
                known = self._scope.names(ast.TypeName)
                self._reports.add(names.unknown_type(name.span, name.text, known))
            case _:
                is_, at = described(entity), entity.name.span
                self._reports.add(names.wrong_kind(name.span, name.text, is_, "a type", at, ""))
        return None

    def _alias(self, entity: ast.TypeName, use: ast.Name) -> Type | None:
        name = entity.name.text
        if name in self._open:
            cycle = (*self._open[self._open.index(name) :], name)
            self._reports.add(names.defined_by_itself(use.span, name, cycle))
            return None
        self._open.append(name)
        found = self.of(entity.value)
        self._open.pop()
        self._known[name] = found
        return found

    def _shape(self, axes: tuple[ast.Axis, ...], span: Span) -> Type | None:
        if len(axes) > MOST_AXES:
            raise CompileError(plans.too_many_axes(span, len(axes), MOST_AXES))
        meant = self._axes.of(axes)
        return None if meant is None else self._sized(Part(meant), span)

    def _symmetric(self, word: str, exponent: ast.Count, base: ast.Type, span: Span) -> Type | None:
        k = self._constants.whole(exponent, "an exponent")
        type_ = self.of(base)
        if k is None or type_ is None:
            return None
        axes = k * max(len(part.axes) for part in parts_of(type_))
        if axes > MOST_AXES:
            raise CompileError(plans.too_many_axes(span, axes, MOST_AXES))
        return self._sized(powers.symmetric_power(word, k, type_, span), span)

    def _channels(self, count: ast.Count, base: ast.Type, span: Span) -> Type | None:
        times = self._constants.whole(count, "a multiplicity")
        type_ = self.of(base)
        if times is None or type_ is None:
            return None
        return self._sized(powers.multiplied(times, type_), span)

    def _sum(self, parts: tuple[ast.Type, ...], span: Span) -> Type | None:
        found: list[Part] = []
        poisoned = False
        for part in parts:
            match self.of(part):
                case None:
                    poisoned = True
                case Record():
                    self._reports.add(symmetry.record_inside(part.span, "a summand"))
                    poisoned = True
                case type_:
                    found.extend(tensors_of(type_))
            if len(found) > MOST_PARTS:
                raise CompileError(plans.too_many_parts(span, MOST_PARTS))
        return None if poisoned else Sum(tuple(found))

    def _power(self, base: ast.Type, exponent: ast.Count, span: Span) -> Type | None:
        k = self._constants.whole(exponent, "an exponent")
        type_ = self.of(base)
        if k is None or type_ is None:
            return None
        if isinstance(type_, Record):
            self._reports.add(symmetry.record_inside(base.span, "the base of a power"))
            return None
        factors = tensors_of(type_)
        axes = max(len(part.axes) for part in factors) * k
        if axes > MOST_AXES:
            raise CompileError(plans.too_many_axes(span, axes, MOST_AXES))
        if len(factors) ** min(k, 64) > MOST_PARTS or (k > MOST_AXES and factors[0].channels > 1):
            raise CompileError(plans.too_many_parts(span, MOST_PARTS))
        if k > MOST_AXES:
            return type_
        found = tuple(map(powers.product, product(factors, repeat=k)))
        return self._sized(found[0] if len(found) == 1 else Sum(found), span)

    def _record(self, fields: tuple[ast.Field, ...], span: Span) -> Type | None:
        if len(fields) > MOST_PARTS:
            raise CompileError(plans.too_many_parts(span, MOST_PARTS))
        check_keys(fields, self._reports)
        found = [self._field(field) for field in fields]
        known = tuple(field for field in found if field is not None)
        record = Record(known)
        if len(parts_of(record)) > MOST_PARTS:
            raise CompileError(plans.too_many_parts(span, MOST_PARTS))
        return record if len(known) == len(found) else None

    def _field(self, field: ast.Field) -> Field | None:
        type_ = self.of(field.type)
        if isinstance(type_, Record):
            self._reports.add(symmetry.record_inside(field.type.span, "a field"))
            return None
        return None if type_ is None else Field(field.name.text, type_)

    def _sized(self, type_: Type, span: Span) -> Type:
        """The type, unless one of its tensors is too large, or has an entry per pair of points."""
        for part in parts_of(type_):
            extents = (axis.extent for axis in part.axes if isinstance(axis.extent, int))
            entries = part.channels * prod(extents)
            if entries > MOST_ENTRIES:
                text = one_line(span)
                raise CompileError(plans.tensor_too_large(span, text, entries, MOST_ENTRIES))
            self._check_points(part, span)
            sites = [axis.site for axis in part.axes if axis.site]
            if len(sites) > 1:
                graph = self._graphs.graph_on(sites[0])
                raise CompileError(sparse.two_sites(span, part, graph))
        return type_

    def _check_points(self, part: Part, span: Span) -> None:
        """Raises where a point has more axes of its space than its own."""
        for axis in part.axes:
            if axis.is_point and sum(a.group == axis.group for a in part.axes) > 1:
                why = "a tensor has vectors, and a point is moved by translations as a whole"
                raise CompileError(euclidean.bad_point(span, one_line(span), why))
