"""Levels of symmetry: so far all are exact, and every other is reported."""

from collections.abc import Collection

from symc.check.spec import Spec
from symc.errors import levels as errors
from symc.errors import plans
from symc.ir import ast
from symc.ir.symmetry import Group
from symc.report import Span


def check_levels(spec: Spec, levels: tuple[ast.GroupLevel, ...], groups: Collection[Group]) -> None:
    """Reports levels of strangers, two of one group, and those that come later."""
    seen: dict[str, Span] = {}
    for level in levels:
        name = level.group.text
        if name in seen:
            spec.reports.add(errors.level_twice(level.span, seen[name], name))
        seen.setdefault(name, level.span)
        group = spec.groups.named(level.group)
        if group is not None and _is_below(spec, group, groups):
            spec.reports.add(plans.level_later(level.span, " ".join(level.span.text.split())))
            continue
        if group is not None and group not in groups:
            known = tuple(sorted(g.name for g in groups))
            spec.reports.add(errors.level_of_stranger(level.group.span, name, known))
        _check_level(spec, level.level)


def _is_below(spec: Spec, group: Group, groups: Collection[Group]) -> bool:
    """Whether a level is one for a subgroup of a group that the types name."""
    return group not in groups and any(g in groups for g in spec.groups.subgroups.above(group))


def _check_level(spec: Spec, level: ast.Level) -> None:
    match level:
        case ast.Exact():
            return
        case ast.Breaking(kind, learned, amount, _, _, subgroup, span):
            value = None if amount is None else spec.constants.of(amount, "a level")
            if subgroup is not None:
                spec.groups.named(subgroup)
            if amount is not None and value is None:
                return
            if value is not None and value < 0 and amount is not None:
                spec.reports.add(errors.not_a_level(amount.span, str(amount)))
                return
            if kind == "bound" and not learned and value == 0:
                return
        case ast.Free(span) | ast.By(_, _, _, span):
            pass
    spec.reports.add(plans.level_later(span, " ".join(span.text.split())))
