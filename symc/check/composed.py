"""Wreath products: nested groups where all of them have diagrams, else by their generators."""

from math import prod

from symc.algebra import FAMILIES
from symc.check.families import MOST_POINTS, FamilyCalls
from symc.check.nesting import FIBRES, MOST_LEVELS, Nesting, permute
from symc.errors import groups as errors
from symc.errors import plans
from symc.ir import ast
from symc.ir.symmetry import Group
from symc.report import CompileError, Span


class Composed:
    """The group of every `wr` line; None is one that was reported."""

    def __init__(self, families: FamilyCalls, nesting: Nesting) -> None:
        self._families = families
        self._nesting = nesting

    def fibre(self, name: str, written: ast.GroupCall | ast.Wreath) -> Group | None:
        """What stands before `within`."""
        if isinstance(written, ast.Wreath):
            return self.wreath(name, written)
        return self._families.group(name, written)

    def wreath(self, name: str, written: ast.Wreath) -> Group | None:
        """The wreath product of the factors, the innermost of which is written first."""
        found = [self._families.group(name, factor) for factor in written.factors]
        factors = tuple(group for group in found if group is not None)
        if len(factors) < len(found):
            return None
        if len(factors) > MOST_LEVELS:
            raise CompileError(
                plans.group_too_large(written.span, "levels", len(factors), MOST_LEVELS)
            )
        drawn = factors[0].family in FIBRES and all(g.family == "S" for g in factors[1:])
        for group, factor in zip(factors, written.factors, strict=True):
            _check_factor(group, factor.span, drawn)
        points = prod(group.size for group in factors if isinstance(group.size, int))
        if points > MOST_POINTS:
            raise CompileError(plans.group_too_large(written.span, "points", points, MOST_POINTS))
        if drawn and factors[0].generators is None:
            return self._nesting.tower(name, factors[::-1])
        from symc.algebra.wreath import wreath_generators

        generators = tuple(FAMILIES[group.family].generators(group) for group in factors)
        sizes = tuple(group.size for group in factors if isinstance(group.size, int))
        return Group(name, "generated", (points,), wreath_generators(generators, sizes))


def _check_factor(group: Group, span: Span, drawn: bool) -> None:
    if group.is_free:
        why = f"a factor of a wreath product has a constant size, and `{group.size}` is free"
        raise CompileError(errors.bad_within(span, why))
    if not drawn and not permute(group):
        why = f"a factor of a wreath product permutes points, and {group.text} does not"
        raise CompileError(errors.bad_within(span, why))
