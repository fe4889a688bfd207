"""Calls of built-in layers and functions."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from symc.check import settings
from symc.check.fed import fed
from symc.check.frame import Frame, Root
from symc.check.open_options import finish_call, finish_value, open_options
from symc.errors import calls as errors
from symc.errors import euclidean, sparse
from symc.ir import ast
from symc.ir.graphs import Edges, End
from symc.ir.symmetry import Group, Type
from symc.layers import EDGES, LAYERS, Call, Finish, Kind, Site, Term, apply
from symc.layers.loosened import free_groups, moved_again, plain, plain_type
from symc.report import CompileError

Evaluate = Callable[[ast.Expression, Root], Term | None]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What a call is made of; None where that was reported or left out."""

    written: ast.Call
    terms: tuple[Term | None, ...]
    target: Type | None
    over: Group | None
    place: tuple[Edges, End] | None
    given: settings.Given | None
    sizes: tuple[int, ...] | None
    finishes: dict[str, Finish] | None

    @property
    def first(self) -> Type | None:
        """The type of the first argument."""
        return self.terms[0].type if self.terms and self.terms[0] else None


class KindCalls:
    """Calls of built-in layers; one that is refused keeps its type, where that is known."""

    def __init__(self, frame: Frame, evaluate: Evaluate) -> None:
        self._frame = frame
        self._reports = frame.spec.reports
        self._evaluate = evaluate

    def value(self, written: ast.Call, kind: Kind, site: Site, root: Root) -> Term | None:
        """The value of a call, with its nodes."""
        pieces = self._pieces(written, kind, root)
        call = self._call(kind, site, pieces)
        try:
            if call is not None:
                return self._applied(kind, call)
        except CompileError as refusal:
            if not self._frame.spec.loosened and not self._frame.surroundings.loose:
                self._reports.add(*refusal.diagnostics)
        signature = kind.signature
        other = signature.target or signature.over or signature.place
        keeps = signature.keeps and not other
        fallback = pieces.first if keeps else pieces.target
        return None if fallback is None else site.term(fallback)

    def _applied(self, kind: Kind, call: Call) -> Term:
        """The value of a call; to layers the axes of groups that are free are plain."""
        free = tuple(group for group in free_groups(call.site) if group != call.over)
        arguments = tuple(plain(term, free, call.site) for term in call.arguments)
        if kind.name == "linear" and arguments[0].values and call.site.emitter.feeds:
            call = fed(replace(call, arguments=arguments))
            arguments = call.arguments
        if not free:
            return apply(kind, replace(call, arguments=arguments))
        target = None if call.target is None else plain_type(call.target, free)
        made = apply(kind, replace(call, arguments=arguments, target=target))
        return moved_again(made, free)

    def target(self, written: ast.Call, first: Type | None) -> Type | None:
        """The type after the arrow; `same` is that of the first argument."""
        match written.target:
            case None:
                return None
            case ast.Same():
                return first
            case written_type:
                type_ = self._frame.spec.types.of(written_type)
                return type_ and self._frame.surroundings.type(type_, written_type.span)

    def _pieces(self, written: ast.Call, kind: Kind, root: Root) -> _Pieces:
        signature = kind.signature
        most = len(written.arguments) if signature.most is None else signature.most
        terms = tuple(self._evaluate(value, root) for value in written.arguments[:most])
        if signature.argument and not self._is_argument(written, terms, kind):
            terms = (*terms[:-1], None)
        extras = written.arguments[most:]
        sizes: tuple[int, ...] | None = ()
        if signature.sizes:
            extras, sizes = (), self._sizes(extras, kind)
        given: settings.Given | None = None
        if len(terms) < signature.least or len(extras) != len(signature.extras):
            count = len(written.arguments)
            self._reports.add(
                errors.argument_count(written.span, kind.name, signature.usage, count)
            )
        else:
            given = settings.read(self._frame.spec, written, kind, extras)
        first = terms[0].type if terms and terms[0] else None
        target = self.target(written, first)
        place = self._place(written, kind) if signature.place else None
        over = None if signature.place else self._over(written, kind)
        finishes = self._finishes(written, kind, root)
        return _Pieces(written, terms, target, over, place, given, sizes, finishes)

    def _sizes(self, extras: tuple[ast.Expression, ...], kind: Kind) -> tuple[int, ...] | None:
        """The numbers behind the values; None if one was reported."""
        found: list[int] = []
        for extra in extras:
            if not isinstance(extra, ast.Name | ast.Number):
                usage, count = kind.signature.usage, len(extras) + 1
                self._reports.add(errors.argument_count(extra.span, kind.name, usage, count))
                return None
            size = self._frame.spec.constants.whole(extra, "the size of a hidden layer")
            if size is None:
                return None
            found.append(size)
        return tuple(found)

    def _is_argument(self, written: ast.Call, terms: tuple[Term | None, ...], kind: Kind) -> bool:
        """Whether the last value is an argument of the block, as it came in; else reports it."""
        last = written.arguments[-1] if len(written.arguments) == len(terms) else None
        if last is None or terms[-1] is None:
            return True
        known = self._frame.arguments
        if isinstance(last, ast.Name) and known.get(last.text) is terms[-1]:
            return True
        self._reports.add(euclidean.not_argument(last.span, kind.name, tuple(known)))
        return False

    def _finishes(self, written: ast.Call, kind: Kind, root: Root) -> dict[str, Finish] | None:
        """Options that are values; None if one was reported."""
        found: dict[str, Finish] = {}
        for option in open_options(written, kind):
            value, name = option.value, option.name.text
            inner = self._open(value)
            if inner is None or not isinstance(value, ast.Call):
                term = self._evaluate(value, root)
                if term is None:
                    return None
                found[name] = finish_value(term, kind.name, name, value.span)
                continue
            frame = self._frame
            base = frame.base(root, value.function.text, False)
            site = Site(frame.emitter, base, frame.text(value.span), value.span)
            call = self._call(inner, site, self._pieces(value, inner, root), is_open=True)
            if call is None:
                return None
            found[name] = finish_call(inner, call)
        return found

    def _open(self, value: ast.Expression) -> Kind | None:
        """The layer of a call that leaves its target out."""
        if not isinstance(value, ast.Call) or value.target is not None:
            return None
        name = value.function.text
        if self._frame.spec.scope.find(name) is not None or name not in LAYERS:
            return None
        return LAYERS[name] if LAYERS[name].signature.target else None

    def _place(self, written: ast.Call, kind: Kind) -> tuple[Edges, End] | None:
        """The end of the edges of a graph after `at` or `to`; what is none is reported."""
        clause, usage = written.clause, kind.signature.usage
        if not isinstance(clause, ast.Place) or clause.word != kind.signature.place:
            span = clause.span if clause else written.span
            self._reports.add(errors.clause_mistaken(span, kind.name, usage))
            return None
        graphs = self._frame.graphs
        if clause.graph.text not in graphs:
            name, known = clause.graph.text, tuple(graphs)
            why = f"no argument `{name}` that is a graph"
            self._reports.add(sparse.no_end(clause.graph.span, why, known, name))
            return None
        match clause.end.text:
            case "source" | "target" as end:
                return graphs[clause.graph.text], end
        why = f"edges have a `source` and a `target`, and no `{clause.end.text}`"
        self._reports.add(sparse.no_end(clause.end.span, why, ()))
        return None

    def _over(self, written: ast.Call, kind: Kind) -> Group | None:
        """The group after `over`; another clause than the signature has is reported."""
        match written.clause:
            case ast.Over(group) if kind.signature.over and not written.words:
                graph = self._frame.spec.graphs.find(group.text)
                if graph is not None:
                    return Group(graph.name, EDGES, (graph.name,))
                found = self._frame.spec.groups.named(group)
                return None if found is None else self._frame.surroundings.group(found)
            case None if not kind.signature.over and not written.words:
                return None
        span = written.clause.span if written.clause else written.span
        self._reports.add(errors.clause_mistaken(span, kind.name, kind.signature.usage))
        return None

    def _call(self, kind: Kind, site: Site, pieces: _Pieces, is_open: bool = False) -> Call | None:
        """The call, if nothing of it is missing but the target where that is open."""
        written, signature = pieces.written, kind.signature
        if not is_open and not self._arrow_fits(written, kind):
            return None
        known = tuple(term for term in pieces.terms if term is not None)
        missing = (
            len(known) < len(pieces.terms)
            or pieces.given is None
            or pieces.sizes is None
            or pieces.finishes is None
            or (signature.target and pieces.target is None and not is_open)
            or (signature.over and pieces.over is None)
            or (bool(signature.place) and pieces.place is None)
            or (not (signature.over or signature.place) and written.clause is not None)
            or (not signature.place and bool(written.words))
        )
        if missing or pieces.given is None or pieces.sizes is None or pieces.finishes is None:
            return None
        return Call(
            name=written.function,
            site=site,
            arguments=known,
            spans=tuple(value.span for value in written.arguments[: len(known)]),
            target=pieces.target,
            target_span=written.target.span if written.target else written.span,
            over=pieces.over,
            over_span=written.clause.span if written.clause else written.span,
            settings=pieces.given.values,
            settings_spans=pieces.given.spans,
            declared=self._frame.spec.groups.places,
            is_complex=self._frame.surroundings.is_complex,
            warn=self._reports.add,
            place=pieces.place,
            sizes=pieces.sizes,
            given=pieces.finishes,
            graph_on=self._frame.spec.graphs.graph_on,
        )

    def _arrow_fits(self, written: ast.Call, kind: Kind) -> bool:
        usage = kind.signature.usage
        if kind.signature.target and written.target is None:
            self._reports.add(errors.target_needed(written.span, kind.name, usage))
        elif written.target is not None and not kind.signature.target:
            self._reports.add(errors.target_unused(written.target.span, kind.name, usage))
        else:
            return True
        return False
