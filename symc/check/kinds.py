"""Calls of built-in layers and functions."""

from collections.abc import Callable
from dataclasses import dataclass

from symc.check import settings
from symc.check.frame import Frame, Root
from symc.errors import calls as errors
from symc.ir import ast
from symc.ir.symmetry import Group, Type
from symc.layers import Call, Kind, Site, Term
from symc.report import CompileError

Evaluate = Callable[[ast.Expression, Root], Term | None]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What a call is made of; None where that was reported or left out."""

    written: ast.Call
    terms: tuple[Term | None, ...]
    target: Type | None
    over: Group | None
    given: settings.Given | None

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
                return kind.apply(call)
        except CompileError as refusal:
            if not self._frame.spec.loosened:
                self._reports.add(*refusal.diagnostics)
        keeps = not (kind.signature.target or kind.signature.over)
        fallback = pieces.first if keeps else pieces.target
        return None if fallback is None else site.term(fallback)

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
        extras = written.arguments[most:]
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
        return _Pieces(written, terms, target, self._over(written, kind), given)

    def _over(self, written: ast.Call, kind: Kind) -> Group | None:
        """The group after `over`; another clause than the signature has is reported."""
        match written.clause:
            case ast.Over(group) if kind.signature.over and not written.words:
                found = self._frame.spec.groups.named(group)
                return None if found is None else self._frame.surroundings.group(found)
            case None if not kind.signature.over and not written.words:
                return None
        span = written.clause.span if written.clause else written.span
        self._reports.add(errors.clause_mistaken(span, kind.name, kind.signature.usage))
        return None

    def _call(self, kind: Kind, site: Site, pieces: _Pieces) -> Call | None:
        """The call, if nothing of it is missing."""
        written, signature = pieces.written, kind.signature
        if not self._arrow_fits(written, kind):
            return None
        known = tuple(term for term in pieces.terms if term is not None)
        missing = (
            len(known) < len(pieces.terms)
            or pieces.given is None
            or (signature.target and pieces.target is None)
            or (signature.over and pieces.over is None)
            or (not signature.over and (written.clause is not None or bool(written.words)))
        )
        if missing or pieces.given is None:
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
