"""The heads of layers and models: what they take and what they return."""

from dataclasses import dataclass

from symc.check.graphs import Graphs
from symc.check.refused import check_block_name, check_keys, check_name
from symc.check.reports import Reports
from symc.check.scope import Scope, described
from symc.check.types import Types
from symc.errors import names as errors
from symc.errors import sparse, symmetry
from symc.ir import ast
from symc.ir.graphs import Graph
from symc.ir.symmetry import Field, Record, Type
from symc.report import Span

Block = ast.Layer | ast.Model


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument as declared; its type is None if it was reported, or is a graph."""

    name: str
    type: Type | None
    span: Span
    graph: Graph | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a block takes and returns; a type that was reported is None."""

    parameters: tuple[Parameter, ...]
    result: Type | None
    named: tuple[str, ...]
    result_span: Span


class Heads:
    """The head of every layer and model of a spec."""

    def __init__(self, scope: Scope, graphs: Graphs, types: Types, reports: Reports) -> None:
        self._types = types
        self._graphs = graphs
        self._reports = reports
        self._scope = scope
        words = {f"{name}_mask" for name in scope.names(ast.Group)}
        self.words = frozenset(words | ({"batch", "graphs"} if scope.names(ast.Graph) else set()))
        blocks = [e for e in scope.all() if isinstance(e, ast.Layer | ast.Model)]
        for block in blocks:
            check_block_name(block.name, described(block), reports)
        self._known = {block.name.text: self._head(block) for block in blocks}

    def of(self, block: Block) -> Head:
        """The head of a block."""
        return self._known[block.name.text]

    def check_value_name(self, name: ast.Name) -> None:
        """Reports a value that hides a declaration, or has a name that generated code needs."""
        entity = self._scope.find(name.text)
        if entity is not None:
            is_ = f"{described(entity)} of the spec"
            span = name.span
            self._reports.add(errors.hides_declaration(span, name.text, is_, entity.name.span))
        else:
            check_name(name, self.words, self._reports)

    def _head(self, block: Block) -> Head:
        seen: dict[str, Span] = {}
        for field in block.arguments:
            self.check_value_name(field.name)
            name, span = field.name.text, field.name.span
            if name in seen:
                self._reports.add(errors.named_twice(span, seen[name], name, "arguments"))
            seen.setdefault(name, span)
        parameters = tuple(map(self._parameter, block.arguments))
        self._check_graphs(parameters)
        if isinstance(block.result, ast.Results):
            return self._named_results(block.result, parameters)
        return Head(parameters, self._types.of(block.result), (), block.result.span)

    def _parameter(self, field: ast.Field) -> Parameter:
        name, span = field.name.text, field.span
        if isinstance(field.type, ast.Name):
            entity = self._scope.find(field.type.text)
            if isinstance(entity, ast.Graph):
                return Parameter(name, None, span, self._graphs.find(field.type.text))
        return Parameter(name, self._types.of(field.type), span)

    def _check_graphs(self, parameters: tuple[Parameter, ...]) -> None:
        """Reports two arguments of one graph, and graphs on two groups."""
        seen: dict[str, Parameter] = {}
        for each in parameters:
            if each.graph is None:
                continue
            first = next(iter(seen.values()), each)
            if each.graph.name in seen:
                why = f"two arguments are the graph {each.graph.name}; there is at most one of each"
                known = seen[each.graph.name].span
                self._reports.add(sparse.graphs_clash(each.span, why, known))
            elif first.graph is not None and first.graph.group != each.graph.group:
                groups = f"{first.graph.group.name} and {each.graph.group.name}"
                why = f"all graphs of a model are on one group, and these are on {groups}"
                self._reports.add(sparse.graphs_clash(each.span, why, first.span))
            seen.setdefault(each.graph.name, each)

    def _named_results(self, results: ast.Results, parameters: tuple[Parameter, ...]) -> Head:
        check_keys(results.fields, self._reports)
        fields: list[Field] = []
        for field in results.fields:
            check_name(field.name, self.words, self._reports)
            type_ = self._types.of(field.type)
            if isinstance(type_, Record):
                inside = symmetry.record_inside(field.type.span, "a named result")
                self._reports.add(inside)
            elif type_ is not None:
                fields.append(Field(field.name.text, type_))
        whole = Record(tuple(fields)) if len(fields) == len(results.fields) else None
        named = tuple(field.name.text for field in results.fields)
        return Head(parameters, whole, named, results.span)
