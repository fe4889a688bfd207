"""Expressions: values by name, parts, sums and arithmetic; calls are in `calls.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from symc.check.calls import Calls
from symc.check.frame import DEEPEST, Frame, Root
from symc.check.points import combine_points, has_points
from symc.check.scope import described
from symc.check.types import MOST_PARTS
from symc.errors import calls as call_errors
from symc.errors import layers as layer_errors
from symc.errors import names, plans, sparse, symmetry
from symc.ir import ast
from symc.ir.symmetry import Part, Record, Sum, Type, parts_of, tensors_of
from symc.layers import Overflow, Site, Term, combine
from symc.report import CompileError, Span

LARGEST = Fraction(10) ** 30

Scaled = tuple[Fraction, Term | None, Span]


class Expressions:
    """The value of every expression of one body; None is one that was reported."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._spec = frame.spec
        self._calls = Calls(frame, self.value)

    def value(self, written: ast.Expression, root: Root, top: bool = False) -> Term | None:
        """What an expression stands for; a `top` one takes the name of its root."""
        with self._deeper(written.span):
            found = self._value(written, root, top)
        if found is not None:
            self._spec.sightings[written.span] = found.type
        return found

    @contextmanager
    def _deeper(self, span: Span) -> Iterator[None]:
        """Counts one expression inside of others; too many of them end the model."""
        self._frame.emitter.step(span)
        if self._frame.depth >= DEEPEST:
            raise Overflow(plans.too_deep(span, DEEPEST, "expressions and calls"))
        self._frame.depth += 1
        try:
            yield
        finally:
            self._frame.depth -= 1

    def _value(self, written: ast.Expression, root: Root, top: bool) -> Term | None:
        match written:
            case ast.Name():
                return self._named(written)
            case ast.Number(_, text, span):
                self._spec.reports.add(call_errors.number_for_value(span, text))
                return None
            case ast.Negate() | ast.Chain():
                return self._combination(written, root, top)
            case ast.Tuple(items):
                return self._tuple(items, root)
            case ast.Part(inner, path, span):
                whole = self.value(inner, root)
                return None if whole is None else self._part(whole, path, span)
            case ast.Call():
                return self._calls.value(written, root, top)

    def _named(self, name: ast.Name) -> Term | None:
        values = self._frame.values
        if name.text in values:
            return values[name.text]
        if name.text in self._frame.graphs:
            self._spec.reports.add(sparse.graph_for_value(name.span, name.text))
            return None
        entity = self._spec.scope.find(name.text)
        reports = self._spec.reports
        if entity is None:
            reports.add(names.unknown_value(name.span, name.text, tuple(values)))
            values[name.text] = None
        elif isinstance(entity, ast.Size | ast.Param):
            reports.add(call_errors.number_for_value(name.span, f"`{name.text}`"))
        elif isinstance(entity, ast.Layer | ast.Model):
            reports.add(names.not_called(name.span, name.text, described(entity)))
        else:
            is_, at = described(entity), entity.name.span
            reports.add(names.wrong_kind(name.span, name.text, is_, "a value", at, ""))
        return None

    def _tuple(self, items: tuple[ast.Expression, ...], root: Root) -> Term | None:
        """The direct sum of the items, flat."""
        found = [(self.value(item, root), item.span) for item in items]
        parts: list[Part] = []
        for term, span in found:
            if term is not None and isinstance(term.type, Record):
                self._spec.reports.add(symmetry.joined_record(span, term.type))
                return None
            parts.extend(() if term is None else tensors_of(term.type))
            if len(parts) > MOST_PARTS:
                raise Overflow(plans.too_many_parts(span, MOST_PARTS))
        known = [term for term, _ in found if term is not None]
        if len(known) < len(found):
            return None
        return Term(Sum(tuple(parts)), tuple(value for term in known for value in term.values))

    def _part(self, whole: Term, path: tuple[str, ...], span: Span) -> Term | None:
        """The part at the end of a path; a key of a record may take several words of it."""
        taken, start, type_ = _step(whole.type, path)
        if not taken or type_ is None:
            key = ".".join(path) if isinstance(whole.type, Record) else path[0]
            self._spec.reports.add(symmetry.no_such_part(span, key, whole.type))
            return None
        part = Term(type_, whole.values[start : start + len(parts_of(type_))])
        return self._part(part, path[taken:], span) if path[taken:] else part

    def _combination(self, written: ast.Expression, root: Root, top: bool) -> Term | None:
        word = "sum" if isinstance(written, ast.Chain) else "negated"
        if isinstance(written, ast.Chain) and written.links[0].operator in "*/":
            word = "scaled"
        name = self._frame.base(root, word, top)
        site = Site(self._frame.emitter, name, self._frame.text(written.span), written.span)
        scaled = self._scaled(written, Fraction(1), root)
        if scaled is None:
            return None
        known = [(c, term, span) for c, term, span in scaled if term is not None]
        if len(known) == len(scaled) and has_points(tuple(known)):
            try:
                return combine_points(site, tuple(known), written.span)
            except CompileError as refusal:
                self._spec.reports.add(*refusal.diagnostics)
                return None
        for _, term, span in known[1:]:
            first = known[0][1]
            if term.type != first.type:
                self._spec.reports.add(
                    layer_errors.unlike_terms(span, first.type, known[0][2], term.type)
                )
                return None
        if len(known) < len(scaled):
            return None
        return combine(site, tuple((c, term) for c, term, _ in known))

    def _scaled(self, written: ast.Expression, factor: Fraction, root: Root) -> list[Scaled] | None:
        """Every term of a sum with its coefficient; None where that was reported."""
        match written:
            case ast.Negate(inner):
                with self._deeper(inner.span):
                    return self._scaled(inner, -factor, root)
            case ast.Chain(first, links, span) if links[0].operator in "+-":
                items = [(first, factor)]
                items += [(k.value, -factor if k.operator == "-" else factor) for k in links]
                with self._deeper(span):
                    found = [self._scaled(item, f, root) for item, f in items]
                known = [scaled for scaled in found if scaled is not None]
                return [s for one in known for s in one] if len(known) == len(found) else None
            case ast.Chain(first, links, span):
                items_of = (first, *(link.value for link in links))
                with self._deeper(span):
                    return self._product(items_of, span, factor, root)
        return [(factor, self.value(written, root), written.span)]

    def _product(
        self, items: tuple[ast.Expression, ...], span: Span, factor: Fraction, root: Root
    ) -> list[Scaled] | None:
        values: list[ast.Expression] = []
        for item in items:
            if not self._is_number(item):
                values.append(item)
                continue
            number = self._number(item)
            if number is None:
                return None
            factor *= number
            if factor and not 1 / LARGEST < abs(factor) < LARGEST:
                raise Overflow(plans.coefficient_too_large(span))
        if len(values) == 1:
            return self._scaled(values[0], factor, root)
        for value in values:
            self.value(value, root)
        problem = call_errors.product_of_values(span)
        if not values:
            problem = call_errors.number_for_value(span, "this")
        self._spec.reports.add(problem)
        return None

    def _is_number(self, written: ast.Expression) -> bool:
        match written:
            case ast.Number():
                return True
            case ast.Negate(inner):
                return self._is_number(inner)
            case ast.Name(text):
                return text not in self._frame.values and self._spec.constants.is_constant(written)
        return False

    def _number(self, written: ast.Expression) -> Fraction | None:
        match written:
            case ast.Negate(inner):
                number = self._number(inner)
                return None if number is None else -number
            case ast.Number() | ast.Name():
                return self._spec.constants.of(written, "a coefficient")
        return None


def _step(type_: Type, path: tuple[str, ...]) -> tuple[int, int, Type | None]:
    """How many words name a part, at which tensor it starts, and its type."""
    match type_:
        case Part():
            return 0, 0, None
        case Sum(parts):
            index = int(path[0]) if path[0].isdecimal() and len(path[0]) < 5 else len(parts)
            before = sum(len(part.blocks) for part in parts[:index])
            return (1, before, parts[index]) if index < len(parts) else (0, 0, None)
        case Record(fields):
            for taken in range(len(path), 0, -1):
                start = 0
                for field in fields:
                    if field.key == ".".join(path[:taken]):
                        return taken, start, field.type
                    start += len(parts_of(field.type))
    return 0, 0, None
