"""A bilinear layer: contract both sides apart, multiply pieces pairwise, then mix and expand.

A basis map of the product of two tensors is a diagram on the slots of both. Each side is reduced
first to the axes that the other side or the waist still needs, so that no tensor is larger than
the pieces and their pairwise products: the product of the two whole tensors is never formed.
"""

from symc.ir.model import Bilinear, Value
from symc.ir.parameters import Tied
from symc.ir.plan import Row, Stage
from symc.ir.products import Product
from symc.ir.solution import Basis
from symc.ir.symmetry import Group
from symc.ir.waist import Level, Pattern, level_of
from symc.schedule.bench import Bench, Bottom, Key
from symc.schedule.coupling import couple
from symc.schedule.frames import Tensor, all_groups, tensor
from symc.schedule.linear import Needed, piece, read
from symc.schedule.maps import maps
from symc.schedule.mixing import Writer
from symc.schedule.names import Names
from symc.schedule.split import Cut, split
from symc.schedule.ties import tie


def bilinear(
    basis: Basis, inputs: tuple[Value, ...], declared: tuple[Group, ...], names: Names
) -> Stage:
    """The stage of a bilinear node."""
    node = basis.node
    assert isinstance(node.op, Bilinear)
    folded = basis.folded
    groups = all_groups([v.part for v in (*inputs, *node.outputs)], declared, folded)
    sources = tuple(tensor(value, groups, folded) for value in inputs)
    targets = tuple(tensor(value, groups, folded) for value in node.outputs)
    if node.op.mode == "full":
        return _full(basis, groups, sources, targets, names)
    return couple(basis, groups, sources, targets, names)


def _full(
    basis: Basis,
    groups: tuple[Group, ...],
    sources: tuple[Tensor, ...],
    targets: tuple[Tensor, ...],
    names: Names,
) -> Stage:
    node = basis.node
    benches: dict[Level, Bench] = {}
    bottoms: dict[Key, Bottom] = {}
    needed: dict[int, Needed] = {i: {} for i in range(len(sources))}
    products: dict[tuple[int, int, Cut], Product] = {}
    keys: dict[Key, str] = {}
    for pair in basis.pairs:
        i, j = pair.sources
        left, right = sources[i], sources[j]
        for each in maps(pair, groups, targets[pair.target].frame):
            cut = split(each, left.frame, right.frame)
            if (i, j, cut) not in products:
                products[i, j, cut] = Product(
                    piece(left, (cut.left,), level_of(left.frame, cut.left), needed[i], names),
                    piece(right, (cut.right,), level_of(right.frame, cut.right), needed[j], names),
                    names.fresh(f"{node.name}_x{len(products)}"),
                    cut.left_letters,
                    cut.right_letters,
                    cut.letters,
                    cut.epsilons,
                    True,
                    cut.means,
                    cut.sizes,
                    cut.forms,
                    left.channels * right.channels,
                )
            made = products[i, j, cut]
            bottom = (i * len(sources) + j, Pattern(tuple(half for _, half in each.bottom)))
            keys[bottom] = made.target
            bottoms[bottom] = Bottom(made.channels, cut.energy)
            bench = benches.setdefault(each.level, Bench())
            bench.maps.add((bottom, (pair.target, each.top), each.order))
    rows = {
        level: tuple(Row(keys[b], bottoms[b].channels) for b in bench.bottoms)
        for level, bench in benches.items()
    }
    ties: dict[tuple[int | None, int], Tied] = {
        (pair.sources[0] * len(sources) + pair.sources[1], pair.target): tied
        for pair in basis.pairs
        if (tied := tie(pair, basis.folded, sources, targets[pair.target])) is not None
    }
    like = (sources[0].value.name, 0)
    writer = Writer(node.name, targets, benches, bottoms, rows, names, like, ties)
    writer.write()
    steps = (*read(sources, needed), *products.values(), *writer.steps)
    return Stage(node.name, node.text, tuple(writer.weights), steps, writer.notes)
