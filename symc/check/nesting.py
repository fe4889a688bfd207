"""Symmetric groups within one another: `S(8) within Heads`, and `S(3) wr S(4)` as such a chain."""

from dataclasses import replace

from symc.algebra import FAMILIES, Slot
from symc.check.scope import Scope
from symc.errors import groups as errors
from symc.ir.symmetry import Group
from symc.report import CompileError, Span

MOST_LEVELS = 12
FIBRES = ("S", "B", "O", "SO", "Sp", "GL", "SL", "U", "SU")
"""The families that may be innermost; around others there is S alone."""

SUPPORTED = "groups with diagrams (S, B, O, SO, Sp, GL, SL, U, SU) within S(m) are supported"


class Nesting:
    """Which groups lie within which, and which ones stand for the levels of a wreath product."""

    def __init__(self, scope: Scope) -> None:
        self._taken = set(scope.names())
        self._leaves: dict[str, tuple[Group, ...]] = {}
        self._bases: set[str] = set()

    def fibres(self, group: Group) -> tuple[Group, ...]:
        """The inner levels of a wreath product, outermost first; () of other groups."""
        return self._leaves.get(group.name, ())

    def is_nested(self, group: Group) -> bool:
        """Whether a group lies within another, or has one within itself."""
        return group.within is not None or group.name in self._bases

    def tower(self, name: str, levels: tuple[Group, ...]) -> Group:
        """The wreath product of symmetric groups, outermost first, as groups within one another."""
        outer = replace(levels[0], name=name)
        chain = [outer]
        for level in levels[1:]:
            chain.append(replace(level, name=self._fresh(f"{name}_in"), within=chain[-1]))
        self._bases |= {group.name for group in chain[:-1]}
        if len(chain) > 1:
            self._leaves[name] = tuple(chain[1:])
        return outer

    def within(self, fibre: Group, base: Group, span: Span) -> Group:
        """A group in every point of another; raises where that is not supported."""
        for group, what in ((base, f"the base {base.name}"), (fibre, "the group within it")):
            inmost_too = FIBRES if group is fibre else ("S",)
            if group.family not in inmost_too or group.generators is not None:
                wr = f"`group Tree = {fibre.text} wr {base.text}` is one axis of all leaves"
                helps = (wr,) if permute(fibre) and permute(base) else ()
                raise CompileError(
                    errors.bad_within(
                        span,
                        f"{what} is {group.text}, and only {SUPPORTED}",
                        helps,
                    )
                )
        inmost = (base, *self.fibres(base))[-1]
        levels, outer = 1, inmost
        while outer.within is not None:
            levels, outer = levels + 1, outer.within
        if levels >= MOST_LEVELS:
            why = f"groups lie within one another more than {MOST_LEVELS} deep"
            raise CompileError(errors.bad_within(span, why))
        self._bases.add(inmost.name)
        chain = [replace(fibre, within=inmost)]
        for level in self.fibres(fibre):
            chain.append(replace(level, within=chain[-1]))
        if len(chain) > 1:
            self._leaves[fibre.name] = tuple(chain[1:])
        return chain[0]

    def _fresh(self, stem: str) -> str:
        """A name that the spec has not."""
        name, number = stem, 2
        while name in self._taken:
            name, number = f"{stem}{number}", number + 1
        self._taken.add(name)
        return name


def permute(group: Group) -> bool:
    """Whether a group permutes the points of its axes, up to signs."""
    action = FAMILIES[group.family].action(group, Slot())
    return action in ("permutation", "signed permutation")
