"""A bottom on the slots of two tensors taken apart: what each does alone, and how they join."""

from dataclasses import dataclass

from symc.algebra import form_of, is_permuted
from symc.ir.diagram import Block, Half
from symc.ir.symmetry import Extent, Group
from symc.ir.waist import Frame, Pattern
from symc.schedule.frames import Means
from symc.schedule.maps import Map

LETTERS = "ijklmnopqrstuvwxyzab"


@dataclass(frozen=True, slots=True)
class Cut:
    """A bottom on the slots of two tensors, taken apart: one pattern each, and how they join."""

    left: Pattern
    right: Pattern
    left_letters: str
    right_letters: str
    letters: str
    epsilons: tuple[tuple[Group, str], ...]
    means: Means
    sizes: tuple[tuple[str, Extent], ...]
    forms: tuple[tuple[str, Group], ...]
    energy: int


def split(each: Map, left: Frame, right: Frame) -> Cut:
    """A map's bottom as a pattern of the left and of the right tensor, and the letters of both."""
    names = iter(LETTERS)
    lefts: dict[Group, tuple[Half, dict[Block, str]]] = {}
    rights: dict[Group, tuple[Half, dict[Block, str]]] = {}
    letters, energy = "", 1
    epsilons: list[tuple[Group, str]] = []
    forms: list[tuple[str, Group]] = []
    means: list[tuple[Group, int]] = []
    sizes: list[tuple[str, Extent]] = []
    for group, half in each.bottom:
        count = dict(zip(left.groups, left.orders, strict=True)).get(group, 0)
        cut = _joint(half, count)
        named = {key: next(names) for key in cut.opened}
        sizes += [(letter, group.size) for letter in named.values()]
        lefts[group], rights[group] = cut.side(0, named), cut.side(1, named)
        letters += "".join(named[key] for key in cut.kept)
        if half.epsilon:
            legs = "".join(next(names) for _ in range(half.legs))
            on = "".join(named[key] for key in cut.vertex)
            epsilons.append((group, on + legs))
            letters += legs
        if form_of(group) is not None:
            forms += [(named[key], group) for key in cut.joined]
        if is_permuted(group):
            means.append((group, len(cut.joined)))
        else:
            assert isinstance(group.size, int)
            energy *= group.size ** len(half.closed)
    return Cut(
        *_side(lefts, left, rights, right),
        letters,
        tuple(epsilons),
        tuple((g, k) for g, k in means if k),
        tuple(sizes),
        tuple(forms),
        energy,
    )


def _side(
    lefts: dict[Group, tuple[Half, dict[Block, str]]],
    left: Frame,
    rights: dict[Group, tuple[Half, dict[Block, str]]],
    right: Frame,
) -> tuple[Pattern, Pattern, str, str]:
    texts = []
    patterns = []
    for frame, held in ((left, lefts), (right, rights)):
        halves = tuple(held[group][0] for group in frame.groups)
        patterns.append(Pattern(halves))
        texts.append(
            "".join(
                held[group][1][block]
                for group, half in zip(frame.groups, halves, strict=True)
                for block in half.open
            )
        )
    return patterns[0], patterns[1], texts[0], texts[1]


@dataclass(frozen=True, slots=True)
class _Joint:
    """A half-diagram on the slots of two tensors; blocks are keyed as they stand on both."""

    count: int
    opened: tuple[Block, ...]
    kept: tuple[Block, ...]
    vertex: tuple[Block, ...]
    closed: tuple[Block, ...]
    joined: tuple[Block, ...]

    def side(self, which: int, named: dict[Block, str]) -> tuple[Half, dict[Block, str]]:
        """The half-diagram of one tensor and the letters of its open blocks."""
        at = {self.own(key, which): named[key] for key in self.opened if self.own(key, which)}
        shut = sorted(b for b in (self.own(key, which) for key in self.closed) if b)
        return Half(tuple(sorted(at)), tuple(shut)), at

    def own(self, block: Block, which: int) -> Block:
        """The slots of a block on one of the tensors."""
        if which == 0:
            return tuple(slot for slot in block if slot < self.count)
        return tuple(slot - self.count for slot in block if slot >= self.count)


def _joint(half: Half, count: int) -> _Joint:
    joined = tuple(b for b in half.closed if b[0] < count <= b[-1])
    alone = tuple(b for b in half.closed if b not in joined)
    vertex = tuple((slot,) for slot in half.epsilon)
    return _Joint(count, (*half.open, *joined, *vertex), half.open, vertex, alone, joined)
