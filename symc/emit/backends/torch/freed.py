"""Where the levels of a layer can be let go down to a subgroup, which stays kept as it was."""

from symc.algebra.lattice import holds
from symc.ir.levels import Free, Level, Loosened
from symc.ir.symmetry import Group


def downs(levels: tuple[Level, ...], loosened: tuple[Loosened, ...]) -> tuple[tuple[str, ...], ...]:
    """For every level of a layer the subgroups that it is let go for: it is of no group in them."""
    found: dict[Level, tuple[str, ...]] = {}
    for each in loosened:
        named = _named(each)
        for level in each.levels:
            found[level] = tuple(sub.name for sub in named if not holds(sub, level.group))
    return tuple(found[level] for level in levels)


def _named(each: Loosened) -> tuple[Group, ...]:
    """The subgroups that levels of one group are of, or end at: all are kept to some extent.

    Where several levels have an end, what all of them hold together is kept.
    """
    levels = [level for level in each.levels if not isinstance(level.mode, Free)]
    own = [level.group for level in levels if level.group != each.group]
    ends = [level.toward for level in levels if level.toward is not None]
    return tuple(dict.fromkeys((*own, *ends)))
