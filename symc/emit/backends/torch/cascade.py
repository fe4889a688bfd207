"""Pieces of several tensors that are pooled alike, or spread alike, taken side by side.

Where many tensors have a piece at one level and the mean of that piece at another, the mean of all
of them at once is one operation instead of many; and the same holds for columns that are spread.
"""

from dataclasses import dataclass, replace

from symc.emit.backends.torch.geometry import dim
from symc.ir.plan import Arrange, Restore
from symc.ir.symmetry import Group
from symc.ir.waist import Fold, Level, Order, Pattern, Program, is_identity


@dataclass(frozen=True, slots=True)
class Block:
    """A piece among the rows or columns of a level; columns are a sum over `orders`."""

    name: str
    width: int
    orders: tuple[Order, ...] = ((),)

    @property
    def is_plain(self) -> bool:
        """Whether no axes are permuted."""
        return all(map(is_identity, self.orders))


@dataclass(frozen=True, slots=True)
class End:
    """A tensor in its frame, its pieces by a program, and the piece `root` of full size.

    Its value outside is `outer`, to which `step` leads.
    """

    flat: str
    outer: str
    program: Program | None
    pieces: tuple[str, ...]
    root: str | None
    step: Arrange | Restore | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks side by side at a level whose means over an axis stand side by side at a lower one."""

    upper: Level
    lower: Level
    group: Group
    axis: int
    start: int
    width: int
    below: int
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The tensors of one side of a layer, their pieces level by level, and runs of these."""

    ends: tuple[End, ...]
    levels: tuple[tuple[Level, tuple[Block, ...]], ...]
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    """One piece that is the mean of another: where both stand, and the axis."""

    upper: Level
    lower: Level
    above: int
    below: int
    width: int
    group: Group
    axis: int
    piece: str


def cascade(side: Side) -> Side:
    """The side with its runs; what they give no longer stands in the programs of tensors."""
    links = [link for end in side.ends for link in _links(end, side)]
    runs: list[Run] = []
    for upper, _ in side.levels:
        if sum(count for _, count in upper) > 1:
            continue  # what is of full size is not copied side by side
        for lower, _ in side.levels:
            held = [link for link in links if (link.upper, link.lower) == (upper, lower)]
            runs += _runs(sorted(held, key=lambda link: link.above))
    gone = {piece for run in runs for piece in run.pieces}
    ends = tuple(_without(end, gone) for end in side.ends)
    return replace(side, ends=ends, runs=tuple(runs))


def _links(end: End, side: Side) -> list[_Link]:
    places = {
        block.name: (level, sum(b.width * len(b.orders) for b in blocks[:i]), block)
        for level, blocks in side.levels
        for i, block in enumerate(blocks)
    }
    if end.program is None:
        return []
    program, found = end.program, []
    names = {port[0]: name for port, name in zip(program.ports, end.pieces, strict=True)}
    if end.root is not None:
        names[0] = end.root
    single = {port[0] for port in program.ports if len(port) == 1} | {0}
    for fold in program.folds:
        child, parent = names.get(fold.child, ""), names.get(fold.parent, "")
        if fold.kind != "sum" or child not in places or parent not in places:
            continue
        if not {fold.child, fold.parent} <= single or _is_shared(fold.child, program):
            continue
        (lower, below, small), (upper, above, large) = places[child], places[parent]
        if small.width == large.width and small.is_plain and large.is_plain:
            axis = dim(program.nodes[fold.parent], program.frame, fold.axes[0])
            found.append(_Link(upper, lower, above, below, small.width, fold.group, axis, child))
    return found


def _is_shared(node: int, program: Program) -> bool:
    """Whether a node leads on to others, or stands in several ports."""
    leads = any(fold.parent == node for fold in program.folds)
    return leads or sum(node in port for port in program.ports) > 1


def _runs(links: list[_Link]) -> list[Run]:
    """Neighbours at both levels, two or more."""
    chains: list[list[_Link]] = []
    for link in links:
        last = chains[-1][-1] if chains else None
        if last is not None and _follows(link, last):
            chains[-1].append(link)
        else:
            chains.append([link])
    return [
        Run(
            first.upper,
            first.lower,
            first.group,
            first.axis,
            first.above,
            sum(link.width for link in chain),
            first.below,
            tuple(link.piece for link in chain),
        )
        for chain in chains
        if len(chain) > 1
        for first in chain[:1]
    ]


def _follows(link: _Link, last: _Link) -> bool:
    beside = link.above == last.above + last.width and link.below == last.below + last.width
    return beside and (link.group, link.axis) == (last.group, last.axis)


def _without(end: End, gone: set[str]) -> End:
    """A tensor whose program makes only what is not gone."""
    if end.program is None or not gone & set(end.pieces):
        return end
    kept = [i for i, name in enumerate(end.pieces) if name not in gone]
    program = _pruned(end.program, kept) if kept else None
    return replace(end, program=program, pieces=tuple(end.pieces[i] for i in kept))


def _pruned(program: Program, kept: list[int]) -> Program:
    """The part of a program that leads to these ports."""
    ports = [program.ports[i] for i in kept]
    parents = {fold.child: fold.parent for fold in program.folds}
    needed, todo = {0}, [node for port in ports for node in port]
    while todo:
        node = todo.pop()
        if node not in needed:
            needed.add(node)
            todo.append(parents[node])
    order = sorted(needed)
    place = {node: i for i, node in enumerate(order)}
    nodes: tuple[Pattern, ...] = tuple(program.nodes[node] for node in order)
    folds = tuple(
        Fold(place[f.child], place[f.parent], f.kind, f.axes, f.group)
        for f in program.folds
        if f.child in needed
    )
    made = tuple(tuple(place[node] for node in port) for port in ports)
    return Program(program.frame, nodes, folds, made, program.is_matrix)
