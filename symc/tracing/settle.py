"""What has to be given up at the end: families without their axis, layouts that no type has."""

from collections.abc import Iterable, Iterator

from symc.tracing.atoms import Atom, Axes, Axis, Forest
from symc.tracing.unify import collapse, factor
from symc.tracing.walk import Walk

UNREAD = "not read at this input"
LAYOUT = "segments inside of a moved axis"
WHOLE = "met by tensors that are not cut"
MOST_SEGMENTS = 256


class Obstacle(Exception):
    """An atom that cannot be written where it stands."""

    def __init__(self, atom: Atom) -> None:
        super().__init__(atom)
        self.atom = atom


def settle(walk: Walk) -> None:
    """Ties and pins until every weight can be written down."""
    while _collapsed(walk) or _rewritten(walk):
        pass
    _pin_unread(walk)


def written(forest: Forest, axis: Iterable[Atom]) -> list[Axis]:
    """The segments of an axis of a weight, each a product of leaves; raises an `Obstacle`."""
    leaves = list(forest.leaves(axis))
    found: list[Axis] = [()]
    for place, atom in enumerate(leaves):
        rest = leaves[place + 1 :]
        if atom.kind == "family":
            raise Obstacle(atom)
        if atom.kind == "leaf" and not _over(forest, atom, rest):
            found = [(*segment, atom) for segment in found]
            continue
        if len(found) > 1 or not all(forest.is_pinned(before) for before in found[0]):
            raise Obstacle(atom)
        if atom.kind == "leaf":
            ways = [forest.member(rest, atom, member) for member in range(atom.size)]
        else:
            ways = [(part, *rest) for part in forest.segments(atom)]
        copies = 1
        for before in found[0]:
            copies *= before.size
        if copies * len(ways) > MOST_SEGMENTS:
            raise Obstacle(atom)
        return [segment for way in ways * copies for segment in written(forest, way)]
    return found


def alternatives(forest: Forest, axes: Axes) -> Iterator[Axes]:
    """A tensor as its blocks: one segment of every axis, one place of every axis cut apart."""
    for axis in axes:
        for atom in _deep(forest, axis):
            if atom.kind == "family" and atom.over is not None:
                over = forest.find(atom.over)
                for place in range(over.size):
                    yield from alternatives(
                        forest, tuple(forest.member(one, over, place) for one in axes)
                    )
                return
    yield from _blocks(forest, axes)


def _blocks(forest: Forest, axes: Axes) -> Iterator[Axes]:
    for place, axis in enumerate(axes):
        leaves = forest.leaves(axis)
        for at, atom in enumerate(leaves):
            if atom.kind == "sum":
                for part in dict.fromkeys(forest.segments(atom)):
                    one = forest.leaves((*leaves[:at], part, *leaves[at + 1 :]))
                    yield from _blocks(forest, (*axes[:place], one, *axes[place + 1 :]))
                return
    yield tuple(forest.leaves(axis) for axis in axes)


def _deep(forest: Forest, axis: Iterable[Atom]) -> Iterator[Atom]:
    """All atoms of an axis, down to those that a sum is made of."""
    for atom in forest.leaves(axis):
        yield atom
        if atom.kind == "sum":
            yield from _deep(forest, atom.parts)


def _over(forest: Forest, atom: Atom, rest: Iterable[Atom]) -> bool:
    """Whether a family over the atom stands behind it in the axis."""
    return any(
        other.over is not None and forest.find(other.over) is atom for other in _deep(forest, rest)
    )


def _collapsed(walk: Walk) -> bool:
    """Whether a family was met without the axis that tells its members apart."""
    forest, any_ = walk.forest, False
    for axes in walk.tensors:
        present = {id(atom) for axis in axes for atom in _deep(forest, axis)}
        for axis in axes:
            for atom in tuple(_deep(forest, axis)):
                over = atom.over if atom.kind == "family" else None
                if over is not None and id(forest.find(over)) not in present:
                    collapse(forest, atom, WHOLE)
                    any_ = True
    return any_


def _rewritten(walk: Walk) -> bool:
    """Whether an axis of a weight had to be coarsened to be written."""
    any_ = False
    for axes in walk.weights.values():
        for axis in axes:
            while True:
                try:
                    written(walk.forest, axis)
                    break
                except Obstacle as obstacle:
                    _coarsen(walk.forest, obstacle.atom)
                    any_ = True
    return any_


def _coarsen(forest: Forest, atom: Atom) -> None:
    if atom.kind == "family":
        collapse(forest, atom, LAYOUT)
        return
    if atom.kind == "leaf":
        for family in tuple(atom.families):
            collapse(forest, forest.find(family), LAYOUT)
        atom.families.clear()
        return
    sizes = [part.size for part in forest.segments(atom)]
    if len(set(sizes)) > 1 or factor(forest, atom, len(sizes), LAYOUT) is None:
        forest.pin((atom,), LAYOUT, "")
        pinned = Atom(atom.size, atom.home)
        forest.pin((pinned,), LAYOUT, "")
        atom.kind, atom.parts = "product", (pinned,)


def _pin_unread(walk: Walk) -> None:
    forest = walk.forest
    read = {leaf for axes in walk.read for axis in axes for a in axis for leaf in forest.below(a)}
    for key, axes in walk.weights.items():
        for axis in axes:
            for atom in axis:
                unread = [leaf for leaf in forest.below(atom) if leaf not in read]
                forest.pin(unread, UNREAD, key)
