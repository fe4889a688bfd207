"""Levels of symmetry as written, read into what they say of a group."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from symc.algebra.compact import is_compact, is_finite
from symc.check.offending import offending
from symc.check.spec import Spec
from symc.errors import levels as errors
from symc.ir import ast
from symc.ir.levels import Bound, Enforced, Exact, Free, Learned, Level, Mode, Norm, Prior
from symc.ir.symmetry import Group
from symc.report import Diagnostic, Span

NORMS: dict[str, Norm] = {"op": "op", "haar": "haar", "rate": "rate"}
QUANTITIES = ("rapidity", "factor")


@dataclass(frozen=True, slots=True)
class Words:
    """The levels in force at a statement, by group: the innermost word has won."""

    levels: tuple[Level, ...] = ()

    def over(self, inner: tuple[Level, ...]) -> "Words":
        """These words with those of an inner scope put over them."""
        said = {level.group for level in inner}
        return Words((*(level for level in self.levels if level.group not in said), *inner))


def read_levels(
    spec: Spec, written: tuple[ast.GroupLevel, ...], groups: Collection[Group]
) -> tuple[Level, ...]:
    """The levels of one place; what is wrong with them is reported."""
    seen: dict[str, Span] = {}
    found: list[Level] = []
    for each in written:
        name = each.group.text
        if name in seen:
            spec.reports.add(errors.level_twice(each.span, seen[name], name))
            continue
        seen[name] = each.span
        level = _read(spec, each, groups)
        if level is not None:
            _report_looser_before(spec, level, found)
            found.append(level)
    return tuple(found)


def _report_looser_before(spec: Spec, level: Level, before: list[Level]) -> None:
    """Levels of subgroups that stand before that of their group in one place contradict it, too."""
    for sub in before:
        held = level.group in spec.groups.subgroups.above(sub.group)
        held = held or (sub.group != level.group and offending(sub.group, level.group) is None)
        both = sub.span is not None and level.span is not None
        if held and both and contradicts(sub, level):
            assert sub.span is not None and level.span is not None
            conflict = errors.levels_conflict(sub.span, level.span, str(sub), str(level))
            spec.reports.add(conflict)


def contradicts(sub: Level, own: Level) -> bool:
    """Whether a subgroup is allowed more than its group, which keeps it at least as far."""
    match own.mode, sub.mode:
        case Free(), _:
            return False
        case Exact(), mode:
            return not isinstance(mode, Exact)
        case Enforced(), _:
            return True
        case _, Free() | Enforced():
            return True
        case Bound(most, norm), Bound(amount, other):
            return norm == other and amount > most
    return False


def base_of(spec: Spec, group: Group, groups: Collection[Group]) -> Group | None:
    """The group among these that a level is about: the group itself, or one that holds it."""
    if group in groups:
        return group
    above = spec.groups.subgroups.above(group)
    tied = next((whole for whole in groups if whole in above), None)
    if tied is not None:
        return tied
    return next((whole for whole in groups if offending(group, whole) is None), None)


def _read(spec: Spec, each: ast.GroupLevel, groups: Collection[Group]) -> Level | None:
    group = spec.groups.named(each.group)
    mode = _mode(spec, each.level)
    if group is None or mode is None:
        return None
    base = base_of(spec, group, groups)
    if base is None:
        _report_stranger(spec, each, group, groups)
        return None
    toward = _toward(spec, each.level, group)
    if group.is_free and not isinstance(mode, Exact | Enforced):
        size, span = str(group.size), each.group.span
        spec.reports.add(errors.level_of_free_size(each.level.span, group.name, size, span))
        return None
    problem = _reach_problem(each.level, group, mode)
    if problem is not None:
        spec.reports.add(problem)
        return None
    return Level(group, mode, toward, each.span)


def _report_stranger(
    spec: Spec, each: ast.GroupLevel, group: Group, groups: Collection[Group]
) -> None:
    """A group that no type names: of the same size as one that is, it is no subgroup of that."""
    alike = next((g for g in groups if g.size == group.size and not g.is_free), None)
    why = None if alike is None else offending(group, alike)
    if alike is None or why is None:
        known = tuple(sorted(g.name for g in groups))
        spec.reports.add(errors.level_of_stranger(each.group.span, each.group.text, known))
        return
    at = spec.groups.places.get(group.name)
    spec.reports.add(errors.not_a_subgroup(each.group.span, group.name, alike.name, why, at))


def _toward(spec: Spec, level: ast.Level, group: Group) -> Group | None:
    """The subgroup after `to`; one that is none is reported."""
    if not isinstance(level, ast.Breaking) or level.subgroup is None:
        return None
    found = spec.groups.named(level.subgroup)
    if found is None or found == group or group in spec.groups.subgroups.above(found):
        return found
    why = offending(found, group)
    if why is None:
        return found
    at = spec.groups.places.get(found.name)
    spec.reports.add(errors.not_a_subgroup(level.subgroup.span, found.name, group.name, why, at))
    return None


def _mode(spec: Spec, level: ast.Level) -> Mode | None:
    match level:
        case ast.Exact():
            return Exact()
        case ast.Free():
            return Free()
        case ast.By():
            return Enforced(level)
        case ast.Breaking():
            return _breaking(spec, level)


def _breaking(spec: Spec, level: ast.Breaking) -> Mode | None:
    norm: Norm | None = "op" if level.norm is None else NORMS.get(level.norm.text)
    if level.norm is not None and norm is None:
        spec.reports.add(errors.unknown_norm(level.norm.span, level.norm.text, tuple(NORMS)))
        return None
    if level.amount is None:
        return Learned()
    amount = spec.constants.of(level.amount, "a level")
    if amount is None or norm is None:
        return None
    if amount < 0:
        spec.reports.add(errors.not_a_level(level.amount.span, str(level.amount)))
        return None
    reach = _domain(spec, level.domain)
    if level.domain is not None and reach is None:
        return None
    if amount == 0:
        return Exact()
    if level.kind != "prior":
        return Bound(amount, norm, reach, level.learned)
    if level.norm is not None and norm == "op":
        spec.reports.add(errors.prior_in_norm(level.norm.span))
        return None
    return Prior(amount, "rate" if norm == "rate" else "haar")


def _domain(spec: Spec, domain: ast.Domain | None) -> tuple[str, Fraction] | None:
    if domain is None:
        return None
    word = domain.quantity.text
    if word not in QUANTITIES:
        spec.reports.add(errors.unknown_quantity(domain.quantity.span, word, QUANTITIES))
        return None
    bound = spec.constants.of(domain.bound, f"a {word}")
    least = 0 if word == "rapidity" else 1
    if bound is not None and bound < least:
        spec.reports.add(errors.quantity_too_small(domain.bound.span, word, str(bound), least))
        return None
    return None if bound is None else (word, bound)


def _reach_problem(level: ast.Level, group: Group, mode: Mode) -> Diagnostic | None:
    """What a level needs of its group: a range where it is not compact, a Lie algebra for rates."""
    if isinstance(mode, Bound | Prior) and mode.norm == "rate" and is_finite(group):
        return errors.rate_of_finite(level.span, group.name, group.text)
    if isinstance(level, ast.Breaking) and level.domain is not None:
        idle = f"{group.name} = {group.text} is compact" if is_compact(group) else ""
        idle = idle if isinstance(mode, Bound) else "only bounds are limited by a range"
        if idle:
            return errors.idle_range(level.domain.span, idle)
    if not isinstance(mode, Bound):
        return None
    if is_compact(group) or mode.norm == "rate" or mode.reach is not None:
        return None
    return errors.reach_needed(level.span, group.name, group.text)
