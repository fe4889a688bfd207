"""From the words in force at a statement to the levels of its nodes, one record per group."""

from dataclasses import replace

from symc.check.levels import Words, base_of, contradicts
from symc.check.spec import Spec
from symc.check.surroundings import Surroundings
from symc.errors import levels as errors
from symc.ir.levels import Bound, Enforced, Exact, Free, Level, Loosened
from symc.ir.symmetry import Group


def settle(words: Words, around: Surroundings, spec: Spec) -> tuple[Loosened, ...]:
    """The levels that are not exact, group by group; contradictions are reported.

    A level of a group in whose stead a subgroup moves the axes is one of that subgroup. Groups that
    are plain inside the model have no level here.
    """
    by_base: dict[Group, list[Level]] = {}
    for level in words.levels:
        base = base_of(spec, level.group, around.groups)
        if base is None or base in around.plain:
            continue
        moving = around.group(base)
        if level.group == base:
            level = replace(level, group=moving)
        by_base.setdefault(moving, []).append(level)
    found = (_settled(base, levels, spec) for base, levels in by_base.items())
    return tuple(each for each in found if each is not None and not _is_enforced(each))


def _is_enforced(each: Loosened) -> bool:
    """Whether something else than the weights keeps the group."""
    return any(isinstance(level.mode, Enforced) for level in each.levels)


def _settled(base: Group, levels: list[Level], spec: Spec) -> Loosened | None:
    """The levels of one group and its subgroups; None where all of it holds."""
    own = next((level for level in levels if level.group == base), None)
    subs = [level for level in levels if level.group != base]
    if own is None:
        kept = [level for level in subs if not isinstance(level.mode, Free)]
        return Loosened(base, tuple(kept or subs[:1]))
    at = levels.index(own)
    inner = [level for level in subs if levels.index(level) > at]
    _report_looser(own, [level for level in inner if contradicts(level, own)], spec)
    match own.mode:
        case Exact():
            return None
        case Enforced():
            return Loosened(base, (own,))
        case Free():
            kept = [level for level in subs if not isinstance(level.mode, Free)]
            return Loosened(base, tuple(kept) or (own,))
    held = [s for s in subs if not isinstance(s.mode, Free) and not _exceeds(s, own)]
    return Loosened(base, (own, *held))


def _report_looser(own: Level, looser: list[Level], spec: Spec) -> None:
    """Reports levels of subgroups that the level of the group contradicts."""
    for level in looser:
        if level.span is not None and own.span is not None:
            problem = errors.levels_conflict(level.span, own.span, str(level), str(own))
            spec.reports.add(problem)


def _exceeds(sub: Level, own: Level) -> bool:
    """Whether a subgroup is allowed more than the group that holds it: a contradiction."""
    match sub.mode, own.mode:
        case Bound(amount, norm), Bound(most, other):
            return norm == other and amount > most
    return False
