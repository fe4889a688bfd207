"""The groups that a spec declares."""

from collections.abc import Mapping

from symc.algebra import FAMILIES
from symc.check import later
from symc.check.constants import Constants
from symc.check.reports import Reports
from symc.check.scope import Scope, described
from symc.errors import names, plans, symmetry
from symc.ir import ast
from symc.ir.symmetry import Extent, Group
from symc.report import Span


class Groups:
    """Every declared group; None is one that was reported."""

    def __init__(self, scope: Scope, constants: Constants, reports: Reports) -> None:
        self._scope = scope
        self._constants = constants
        self._reports = reports
        self._known: dict[str, Group | None] = {}
        self.places: Mapping[str, Span] = {
            e.name.text: e.value.span for e in scope.all() if isinstance(e, ast.Group)
        }
        for entity in scope.all():
            if isinstance(entity, ast.Group):
                self._known[entity.name.text] = self._declared(entity)

    def named(self, name: ast.Name) -> Group | None:
        """The group of a name; an unknown one is reported."""
        entity = self._scope.find(name.text)
        if isinstance(entity, ast.Group):
            return self._known[name.text]
        if entity is None:
            known = self._scope.names(ast.Group)
            self._reports.add(names.unknown_group(name.span, name.text, known))
        elif not isinstance(entity, ast.Graph):
            is_, at = described(entity), entity.name.span
            self._reports.add(names.wrong_kind(name.span, name.text, is_, "a group", at, ""))
        return None

    def _declared(self, entity: ast.Group) -> Group | None:
        match entity.value:
            case ast.GroupCall() as call:
                return self._call(entity.name.text, call)
            case ast.Wreath(factors, span):
                for factor in factors:
                    self._call(entity.name.text, factor)
                return self._later(span, "a wreath product")
            case ast.Within(_, base, span):
                self.named_later(base)
                return self._later(span, "a group `within` another")
            case ast.ByPermutations(_, span) | ast.ByMatrices(_, span) | ast.ByAlgebra(_, span):
                return self._later(span, "a group given by generators")

    def _call(self, name: str, call: ast.GroupCall) -> Group | None:
        family = call.name.text
        if family not in FAMILIES:
            return self._foreign(call)
        sizes = self._sizes(call)
        if sizes is None:
            return None
        problem = FAMILIES[family].problem(sizes)
        if problem is None:
            return Group(name, family, sizes)
        if family in ("O", "SO") and len(sizes) == 2:
            return self._later(call.span, f"the pseudo-orthogonal group {call.span.text}")
        self._reports.add(symmetry.bad_group(call.span, problem, FAMILIES[family].example))
        return None

    def _sizes(self, call: ast.GroupCall) -> tuple[Extent, ...] | None:
        """The parameters as sizes; None if one is none."""
        sizes: list[Extent | None] = []
        example = FAMILIES[call.name.text].example
        for option in call.options:
            why = f"{call.name.text} takes no option `{option.name.text}`"
            self._reports.add(symmetry.bad_group(option.span, why, example))
            sizes.append(None)
        for argument in call.arguments:
            if isinstance(argument, ast.Name | ast.Number):
                sizes.append(self._constants.extent(argument, f"the size of {call.name.text}"))
            else:
                why = f"{call.name.text} takes sizes"
                self._reports.add(symmetry.bad_group(argument.span, why, example))
                sizes.append(None)
        known = tuple(size for size in sizes if size is not None)
        return known if len(known) == len(sizes) else None

    def _foreign(self, call: ast.GroupCall) -> Group | None:
        family = call.name.text
        if family in later.FAMILIES:
            self._check_names(call)
            return self._later(call.span, f"the group {call.span.text}")
        known = tuple(dict.fromkeys((*FAMILIES.names, *later.FAMILIES)))
        self._reports.add(symmetry.unknown_family(call.name.span, family, known))
        return None

    def _check_names(self, call: ast.GroupCall) -> None:
        """Reports names in the arguments of a group that comes later."""
        for argument in call.arguments:
            if isinstance(argument, ast.Name):
                if call.name.text == "stabilizer":
                    self.named_later(argument)
                else:
                    self._constants.extent(argument, "the size")

    def named_later(self, name: ast.Name) -> None:
        """Reports a name that stands for no group; the groups may be declared further down."""
        if not isinstance(self._scope.find(name.text), ast.Group):
            self.named(name)

    def _later(self, span: Span, what: str) -> Group | None:
        self._reports.add(plans.group_later(span, what, FAMILIES.names))
        return None
