"""Calls of built-in layers and of the spec's own."""

from fractions import Fraction
from typing import TypeAlias

from symc.check import extern
from symc.check.blocks import Block, Parameter
from symc.check.enforced import is_apart
from symc.check.frame import Frame, Root
from symc.check.kinds import Evaluate, KindCalls
from symc.check.scope import Entity, described
from symc.check.surroundings import calls_of
from symc.errors import enforced, names, sparse, symmetry
from symc.ir import ast
from symc.ir.graphs import Edges
from symc.ir.model import Combine
from symc.ir.submodels import Submodel
from symc.layers import LAYERS, Site, Term

Given: TypeAlias = tuple[dict[str, Term | None], dict[str, Edges]]
"""The arguments of a call by name, values and graphs."""


class Calls:
    """The value of every call of one body; None is one that was reported."""

    def __init__(self, frame: Frame, evaluate: Evaluate) -> None:
        self._frame = frame
        self._spec = frame.spec
        self._reports = frame.spec.reports
        self._evaluate = evaluate
        self._kinds = KindCalls(frame, evaluate)

    def value(self, written: ast.Call, root: Root, top: bool) -> Term | None:
        """What a call stands for."""
        name = written.function.text
        entity = self._spec.scope.find(name)
        if isinstance(entity, ast.Layer | ast.Model):
            return self._block(written, entity, root, top)
        base = self._frame.base(root, name, top)
        site = Site(self._frame.emitter, base, self._frame.text(written.span), written.span)
        if entity is None and name in LAYERS:
            return self._kinds.value(written, LAYERS[name], site, root)
        if isinstance(entity, ast.Extern):
            return self._extern(written, entity, site, root)
        self._report_stranger(written.function, entity)
        return self._typed(written, site, root)

    def _report_stranger(self, name: ast.Name, entity: Entity | None) -> None:
        """Reports a call of what is not there, or is not callable."""
        if entity is None:
            blocks = self._spec.scope.names(ast.Layer, ast.Model)
            known = (*LAYERS.names, *blocks)
            self._reports.add(names.unknown_function(name.span, name.text, known))
        else:
            is_, at = described(entity), entity.name.span
            wanted = "a layer or function"
            self._reports.add(names.wrong_kind(name.span, name.text, is_, wanted, at, ""))

    def _typed(self, written: ast.Call, site: Site, root: Root) -> Term | None:
        """A value of the type after the arrow, for a call that was reported."""
        terms = [
            self._evaluate(argument, root)
            for argument in written.arguments
            if not self._is_setting(argument)
        ]
        first = terms[0].type if terms and terms[0] else None
        target = self._kinds.target(written, first)
        return None if target is None else site.term(target)

    def _is_setting(self, argument: ast.Expression) -> bool:
        """Whether an argument of an unknown function may be a word or number."""
        if isinstance(argument, ast.Name):
            return argument.text not in self._frame.values
        return isinstance(argument, ast.Number)

    def _extern(self, written: ast.Call, entity: ast.Extern, site: Site, root: Root) -> Term | None:
        """The value of a module of the user's, where nothing has to be kept."""
        name, around = entity.name.text, self._frame.surroundings
        if not extern.is_usual(written):
            self._reports.add(enforced.extern_usage(written.span, name))
        if around.kept and not around.loose:
            kept = tuple(group.name for group in around.kept)
            self._reports.add(enforced.extern_inside_symmetry(written.function.span, name, kept))
        terms = [self._evaluate(argument, root) for argument in written.arguments]
        known = tuple(term for term in terms if term is not None)
        target = self._kinds.target(written, known[0].type if known else None)
        if target is None or len(known) < len(terms) or not known:
            return None if target is None else site.term(target)
        return extern.call(entity, site, known, target)

    def _block(self, written: ast.Call, block: Block, root: Root, top: bool) -> Term | None:
        """The result of a layer or model: written out, or a value of its type."""
        head = self._frame.head(block)
        found = self._arguments(written, block, root)
        extra = written.target or written.clause or next(iter(written.options), None)
        if extra is not None or written.words:
            span = extra.span if extra is not None else written.words[0].span
            self._reports.add(symmetry.only_arguments(span, block.name.text))
        if is_apart(block):
            return self._submodel(written, block, found, root, top)
        unroll = self._frame.unroll
        if unroll is not None and found is not None:
            values, graphs = found
            found = self._own(values, block), graphs
            emitter = self._frame.emitter
            levels, feeds = emitter.levels, emitter.feeds
            result = unroll(block, self._frame.inside(block.name.text, *found))
            emitter.levels, emitter.feeds = levels, feeds
            return result
        if head.result is None:
            return None
        base = self._frame.base(root, block.name.text.lower(), False)
        text = self._frame.text(written.span)
        return Site(self._frame.emitter, base, text, written.span).term(head.result)

    def _submodel(
        self, written: ast.Call, block: ast.Model, found: Given | None, root: Root, top: bool
    ) -> Term | None:
        """The result of a model that is a module of its own."""
        head = self._frame.head(block)
        base = self._frame.base(root, block.name.text.lower(), top)
        site = Site(self._frame.emitter, base, self._frame.text(written.span), written.span)
        if head.result is None:
            return None
        terms = [] if found is None else [term for term in found[0].values() if term is not None]
        if found is None or len(terms) < len(found[0]):
            return site.term(head.result)
        graphs = tuple(
            (found[1][parameter.name].name, i)
            for i, parameter in enumerate(head.parameters)
            if parameter.graph is not None
        )
        op = Submodel(block.name.text, tuple(term.type for term in terms), head.result, graphs)
        return site.node(op, terms, head.result)

    def _own(self, values: dict[str, Term | None], block: Block) -> dict[str, Term | None]:
        """Arguments as values of their own where the block takes derivatives by them."""
        by = {
            call.arguments[-1].text
            for call in calls_of(block)
            if call.function.text == "gradient" and isinstance(call.arguments[-1], ast.Name)
        }
        return {
            name: self._copied(name, term, block) if name in by and term else term
            for name, term in values.items()
        }

    def _copied(self, name: str, term: Term, block: Block) -> Term:
        emitter = self._frame.emitter
        base = emitter.names.fresh(f"{block.name.text.lower()}_{name}")
        site = Site(emitter, base, name, block.name.span)
        return site.part_by_part(lambda part: Combine((Fraction(1),)), term)

    def _arguments(self, written: ast.Call, block: Block, root: Root) -> Given | None:
        """The arguments by name, values and graphs; None if one does not fit."""
        name, head = block.name.text, self._frame.head(block)
        if len(written.arguments) != len(head.parameters):
            given, wanted, declared = len(written.arguments), len(head.parameters), block.name.span
            self._reports.add(symmetry.wrong_count(written.span, name, given, wanted, declared))
            return None
        sound = True
        values: dict[str, Term | None] = {}
        graphs: dict[str, Edges] = {}
        for argument, parameter in zip(written.arguments, head.parameters, strict=True):
            if parameter.graph is not None:
                edges = self._edges(argument, parameter, name)
                sound = sound and edges is not None
                graphs |= {} if edges is None else {parameter.name: edges}
                continue
            values[parameter.name] = term = self._evaluate(argument, root)
            if term is None or parameter.type is None:
                sound = False
            elif term.type != parameter.type:
                self._reports.add(
                    symmetry.wrong_argument(
                        argument.span,
                        name,
                        parameter.name,
                        term.type,
                        parameter.type,
                        parameter.span,
                    )
                )
                sound = False
        return (values, graphs) if sound else None

    def _edges(self, argument: ast.Expression, parameter: Parameter, callee: str) -> Edges | None:
        """The graph that is handed to a layer or model; another one is reported."""
        if isinstance(argument, ast.Name):
            edges = self._frame.graphs.get(argument.text)
            if edges is not None and edges.graph == parameter.graph:
                return edges
        wanted = parameter.graph.name if parameter.graph else ""
        problem = sparse.wrong_graph(argument.span, callee, parameter.name, wanted, parameter.span)
        self._reports.add(problem)
        return None
