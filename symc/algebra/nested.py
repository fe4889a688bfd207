"""Groups within one another: nested partitions (Wang et al., arXiv:2006.03627).

S(m) within S(n) is the wreath product S(m) wr S(n): every point of the outer group has m inner
points of its own. Its maps are partitions of the outer slots into at most n blocks, and for each
of them a partition of the inner slots that join only under one outer block, at most m blocks each.
The diagrams with few enough blocks are a basis, by the triangularity that S(n) has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symc.algebra.counting import bell
from symc.algebra.diagrams import partitions
from symc.ir.diagram import Block
from symc.ir.symmetry import Extent, Group

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Slots of a group and of the groups within it.

    `parents[g][j]` is the slot of the group around group g in which slot j of g lies; groups come
    after the group that they lie in, and the parents of the first are not looked at.
    """

    groups: tuple[Group, ...]
    parents: tuple[tuple[int, ...], ...]

    def inside(self, position: int) -> list[int]:
        """The positions of the groups directly within a group."""
        outer = self.groups[position]
        return [i for i, group in enumerate(self.groups) if group.within == outer and i != position]


def count(tree: Tree) -> int:
    """The number of nested partitions with few enough blocks."""
    return _count(tree, 0, tuple(range(len(tree.parents[0]))))


def _count(tree: Tree, position: int, slots: Block) -> int:
    inside = tree.inside(position)
    size = tree.groups[position].size
    if not inside:
        return bell(len(slots), size if isinstance(size, int) else None)
    total = 0
    for blocks in _partitions(slots, size):
        maps = 1
        for block, child in product(blocks, inside):
            maps *= _count(tree, child, _under(tree, child, block))
        total += maps
    return total


def nested(tree: Tree) -> Iterator[tuple[Blocks, ...]]:
    """Every nested partition with few enough blocks: one partition per group of the tree."""
    for found in _nested(tree, 0, tuple(range(len(tree.parents[0])))):
        yield tuple(tuple(sorted(found.get(i, ()))) for i in range(len(tree.groups)))


def _nested(tree: Tree, position: int, slots: Block) -> Iterator[dict[int, Blocks]]:
    inside = tree.inside(position)
    for blocks in _partitions(slots, tree.groups[position].size):
        below = [
            list(_nested(tree, child, _under(tree, child, block)))
            for block, child in product(blocks, inside)
        ]
        for chosen in product(*below):
            found: dict[int, Blocks] = {position: blocks}
            for each in chosen:
                for i, more in each.items():
                    found[i] = (*found.get(i, ()), *more)
            yield found


def _under(tree: Tree, child: int, block: Block) -> Block:
    return tuple(j for j, parent in enumerate(tree.parents[child]) if parent in block)


def _partitions(slots: Block, size: Extent) -> Iterator[Blocks]:
    for blocks in partitions(len(slots)):
        if isinstance(size, str) or len(blocks) <= size:
            yield tuple(tuple(slots[i] for i in block) for block in blocks)
