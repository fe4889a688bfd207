"""Numbers that stand by themselves: written out, or sizes and params by name."""

from collections.abc import Mapping
from fractions import Fraction

from symc.check.reports import Reports
from symc.check.scope import Scope, described
from symc.errors import names, plans, symmetry
from symc.ir import ast
from symc.ir.symmetry import Extent

Setting = int | float | str | Fraction
"""A value given by `--set`."""

DEEPEST = 100


class Constants:
    """The value of every size and param, the ones from `--set` put in; None is a poisoned one."""

    def __init__(self, scope: Scope, settings: Mapping[str, Setting], reports: Reports) -> None:
        self._scope = scope
        self._reports = reports
        self._known: dict[str, Fraction | None] = {}
        self._open: list[str] = []
        for name, value in settings.items():
            self._set(name, value)

    def check_all(self) -> None:
        """Reports what is wrong with sizes and params that nothing uses."""
        for entity in self._scope.all():
            if isinstance(entity, ast.Size | ast.Param) and entity.value is not None:
                self.of(entity.name, "a number")

    def is_constant(self, name: ast.Name) -> bool:
        """Whether a name is that of a size or param."""
        return isinstance(self._scope.find(name.text), ast.Size | ast.Param)

    def of(self, count: ast.Count, what: str) -> Fraction | None:
        """The value of a number; `what` needs it."""
        if isinstance(count, ast.Number):
            return count.value
        entity = self._scope.find(count.text)
        match entity:
            case ast.Size(_, None):
                self._reports.add(
                    symmetry.free_size_for_number(count.span, count.text, what, entity.name.span)
                )
                return None
            case ast.Size(name, ast.Name() | ast.Number() as value) | ast.Param(name, value):
                return self._declared(name, value, count)
            case None:
                known = self._scope.names(ast.Size, ast.Param)
                self._reports.add(names.unknown_number(count.span, count.text, known))
            case _:
                is_, at = described(entity), entity.name.span
                self._reports.add(names.wrong_kind(count.span, count.text, is_, "a number", at, ""))
        return None

    def whole(self, count: ast.Count, what: str) -> int | None:
        """The value as a whole number of at least 1."""
        value = self.of(count, what)
        if value is None:
            return None
        if value.denominator != 1 or value < 1:
            shown = count.text if isinstance(count, ast.Number) else f"{count.text} = {value}"
            self._reports.add(symmetry.not_whole(count.span, what, shown))
            return None
        return int(value)

    def extent(self, count: ast.Count, what: str) -> Extent | None:
        """The value as the length of an axis: a whole number, or the name of a free size."""
        if isinstance(count, ast.Name):
            entity = self._scope.find(count.text)
            if isinstance(entity, ast.Size) and entity.value is None:
                return count.text
        return self.whole(count, what)

    def _declared(self, name: ast.Name, value: ast.Count, use: ast.Name) -> Fraction | None:
        if name.text in self._known:
            return self._known[name.text]
        if name.text in self._open:
            cycle = (*self._open[self._open.index(name.text) :], name.text)
            self._reports.add(names.defined_by_itself(use.span, name.text, cycle))
            return None
        if len(self._open) >= DEEPEST:
            self._reports.add(plans.too_deep(use.span, DEEPEST, "constants"))
            return None
        self._open.append(name.text)
        found = self.of(value, f"`{name.text}`")
        self._open.pop()
        if found is not None and found <= 0:
            self._reports.add(symmetry.not_positive(value.span, name.text, str(found)))
            found = None
        self._known[name.text] = found
        return found

    def _set(self, name: str, value: Setting) -> None:
        entity = self._scope.find(name)
        if not isinstance(entity, ast.Param):
            self._reports.add(names.unknown_param(name, self._scope.names(ast.Param)))
            return
        number = _number(value)
        if number is None or number <= 0:
            shown = str(value)
            self._reports.add(names.bad_param_value(name, shown, entity.span))
            number = None
        self._known[name] = number


def _number(value: Setting) -> Fraction | None:
    """The number that a setting is, if it is one; exponents are kept small."""
    text = str(value).strip()
    _, _, exponent = text.lower().partition("e")
    if len(text) > 200 or len(exponent) > 4:
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
