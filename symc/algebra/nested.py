"""Groups within one another: nested diagrams (Wang et al., arXiv:2006.03627).

S(m) within S(n) is the wreath product S(m) wr S(n): every point of the outer group has m inner
points of its own. Its maps are partitions of the outer slots into at most n blocks, and for each
of them a partition of the inner slots that join only under one outer block, at most m blocks each.
The diagrams with few enough blocks are a basis, by the triangularity that S(n) has. In the same way
any other group may be innermost: for W of H, the maps under one outer block are those of H on the
slots there, so that the dimension is the sum over partitions of products of dimensions of H.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symc.algebra.diagrams import partitions, pieces
from symc.algebra.families import FAMILIES
from symc.algebra.family import Signature, Slot
from symc.ir.diagram import Block
from symc.ir.symmetry import Extent, Group

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Web:
    """Blocks on the slots of one group, bottom slots first, and the slots of an epsilon, if any."""

    blocks: Blocks = ()
    epsilon: Block = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """Slots of a group and of the groups within it.

    `parents[g][j]` is the slot of the group around group g in which slot j of g lies; groups come
    after the group that they lie in, and the parents of the first are not looked at. The first
    `below[g]` of `slots[g]` are at the bottom.
    """

    groups: tuple[Group, ...]
    parents: tuple[tuple[int, ...], ...]
    slots: tuple[tuple[Slot, ...], ...]
    below: tuple[int, ...]

    def inside(self, position: int) -> list[int]:
        """The positions of the groups directly within a group."""
        outer = self.groups[position]
        return [i for i, group in enumerate(self.groups) if group.within == outer and i != position]

    def signature(self, position: int, slots: Block) -> Signature:
        """Some slots of a group, as the group sees them."""
        held, below = self.slots[position], self.below[position]
        low = tuple(held[j] for j in slots if j < below)
        return Signature(low, tuple(held[j] for j in slots if j >= below))


def count(tree: Tree) -> int:
    """The number of nested diagrams, by closed formulas for what is under one outer block."""
    return _count(tree, 0, tuple(range(len(tree.parents[0]))))


def _count(tree: Tree, position: int, slots: Block) -> int:
    inside, group = tree.inside(position), tree.groups[position]
    if not inside:
        return FAMILIES[group.family].dimension(group, tree.signature(position, slots))
    total = 0
    for blocks in _partitions(slots, group.size):
        maps = 1
        for block, child in product(blocks, inside):
            maps *= _count(tree, child, _under(tree, child, block))
        total += maps
    return total


def nested(tree: Tree) -> Iterator[tuple[Web, ...]]:
    """Every nested diagram: one web per group of the tree."""
    for found in _nested(tree, 0, tuple(range(len(tree.parents[0])))):
        yield tuple(found.get(i, Web()) for i in range(len(tree.groups)))


def with_two_epsilons(tree: Tree) -> Group | None:
    """An innermost group some of whose maps would need two epsilons, which no diagram has."""
    for group, slots in zip(tree.groups, tree.slots, strict=True):
        has_epsilons = group.family in ("SO", "SL", "SU") and group.within is not None
        if has_epsilons and isinstance(group.size, int) and len(slots) >= 2 * group.size:
            return group
    return None


def _nested(tree: Tree, position: int, slots: Block) -> Iterator[dict[int, Web]]:
    inside = tree.inside(position)
    if not inside and tree.groups[position].family != "S":
        for web in _leaf(tree, position, slots):
            yield {position: web}
        return
    for blocks in _partitions(slots, tree.groups[position].size):
        below = [
            list(_nested(tree, child, _under(tree, child, block)))
            for block, child in product(blocks, inside)
        ]
        for chosen in product(*below):
            found: dict[int, Web] = {position: Web(blocks)}
            for each in chosen:
                for i, more in each.items():
                    known = found.get(i, Web())
                    blocks_ = tuple(sorted((*known.blocks, *more.blocks)))
                    found[i] = Web(blocks_, known.epsilon or more.epsilon)
            yield found


def _leaf(tree: Tree, position: int, slots: Block) -> Iterator[Web]:
    """The diagrams of an innermost group on some of its slots."""
    group, signature = tree.groups[position], tree.signature(position, slots)
    found = FAMILIES[group.family].hom(group, signature)
    assert found is not None
    for diagram in found.diagrams:
        blocks, epsilon = pieces(diagram, len(signature.bottom))
        yield Web(
            tuple(tuple(slots[i] for i in block) for block in blocks),
            tuple(slots[i] for i in epsilon),
        )


def _under(tree: Tree, child: int, block: Block) -> Block:
    return tuple(j for j, parent in enumerate(tree.parents[child]) if parent in block)


def _partitions(slots: Block, size: Extent) -> Iterator[Blocks]:
    for blocks in partitions(len(slots)):
        if isinstance(size, str) or len(blocks) <= size:
            yield tuple(tuple(slots[i] for i in block) for block in blocks)
