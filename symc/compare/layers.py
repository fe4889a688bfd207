"""One layer of two models: which functions it has, and how its weights move."""

from dataclasses import dataclass

from symc.compare import product_layers
from symc.compare.leveled import is_leveled, kept
from symc.compare.moves import Moved, copied, started
from symc.compare.pairs import Pair, Pairing
from symc.compare.plain_layers import columns_of, dense, norm
from symc.compare.relation import Contained
from symc.compare.solved_layers import solved_layer
from symc.compare.solved_sides import is_equal
from symc.compare.strands import is_straight
from symc.compare.whole import Read
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Bilinear, LayerNorm, Linear, Model, Node
from symc.ir.spatial import Dense
from symc.ir.symmetry import Part


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of both models; dimensions are those per pair of channels."""

    name: str
    text: str
    contained: Contained
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a layer, if there is anything, and how its parameters move."""

    layers: tuple[Layer, ...] = ()
    moves: tuple[Moved, ...] = ()


def compare_layer(pair: Pair, old: Read, new: Read, paired: Pairing) -> Found | str:
    """A layer next to the old one, or why they cannot be compared."""
    if isinstance(pair.new.op, Dense):
        return _dense(pair, old, new, paired)
    before, after = old.stages.get(pair.old.name), new.stages.get(pair.new.name)
    if after is None:
        return Found()
    if before is None:
        return Found(moves=started(after.parameters))
    match pair.new.op:
        case Linear() | Bilinear() if pair.old.name in old.bases:
            return _solved(pair, old, new, paired)
        case LayerNorm():
            made = norm(pair, (before, after))
            return made if isinstance(made, str) else Found(moves=made)
        case TensorProduct() if pair.linked is not None:
            return _product(pair, old, new)
    copies = copied(before, after)
    return copies if isinstance(copies, str) else Found(moves=copies)


def _solved(pair: Pair, old: Read, new: Read, paired: Pairing) -> Found | str:
    """A linear or bilinear layer."""
    names = (pair.old.name, pair.new.name)
    before, after = old.stages[names[0]], new.stages[names[1]]
    if is_leveled(before):
        if not _is_whole(pair, old.written, new.written):
            return f"`{pair.new.text}` has levels, and channels in another order"
        same = kept(before, after)
        if isinstance(same, str):
            return same
        count, made = same
        return Found((Layer(names[1], after.text, "same", count, count),), made)
    sides = (
        old.side(pair.old),
        new.side(pair.new),
    )
    is_cut = pair.swapped or old.parted is not None
    if not is_cut and _is_whole(pair, old.written, new.written) and is_equal(*sides):
        copies = copied(before, after)
        if not isinstance(copies, str):
            count = sides[0].probe.count
            return Found((Layer(names[1], after.text, "same", count, count),), copies)
    found = solved_layer(pair, sides, (old.written, new.written), paired.sizes)
    if isinstance(found, str):
        return found
    contained, first, second, made = found
    if is_leveled(after) and contained == "same":
        contained, second = "larger", sides[1].probe.count
    return Found((Layer(names[1], after.text, contained, first, second),), made)


def _is_whole(pair: Pair, old: Model, new: Model) -> bool:
    """Whether a layer has the same channels at both ends, in the same order."""
    inputs = [[p.channels for p in _inputs(n, m)] for n, m in ((pair.old, old), (pair.new, new))]
    outputs = [[v.part.channels for v in n.outputs] for n in (pair.old, pair.new)]
    return is_straight(pair.inputs, *inputs) and is_straight(pair.outputs, *outputs)


def _inputs(node: Node, model: Model) -> tuple[Part, ...]:
    parts = {value.name: value.part for value in model.values}
    return tuple(parts[name] for name in node.inputs)


def _dense(pair: Pair, old: Read, new: Read, paired: Pairing) -> Found | str:
    """A layer of a perceptron, whose columns may be the weights of paths."""
    before, after = old.dense(pair.old.name), new.dense(pair.new.name)
    if after is None:
        return Found()
    if before is None:
        return Found(moves=started(after))
    inputs = (_inputs(pair.old, old.written), _inputs(pair.new, new.written))
    columns = columns_of(pair.outputs, (pair.old, pair.new))
    if pair.given:
        taker = next((p for p in paired.pairs if _takes(p, pair)), None)
        if taker is None:
            return f"`{pair.new.text}` makes the weights of another product"
        columns = product_layers.given_columns(taker, _products(taker, old, new))
    return Found(moves=dense(pair, inputs, (before, after), columns))


def _takes(pair: Pair, given: Pair) -> bool:
    """Whether a product takes its weights from a layer."""
    op = pair.new.op
    if not isinstance(op, TensorProduct) or op.weights != "entry":
        return False
    return given.new.outputs[0].name == pair.new.inputs[op.split + op.others]


def _product(pair: Pair, old: Read, new: Read) -> Found | str:
    """A product of irreps."""
    sides = _products(pair, old, new)
    if why := product_layers.differ(sides):
        return why
    assert pair.linked is not None
    contained: Contained = "larger" if pair.linked.is_larger else "same"
    if pair.linked.is_lost:
        contained = "other" if pair.linked.is_larger else "smaller"
    layer = Layer(pair.new.name, pair.new.text, contained, pair.linked.old, pair.linked.new)
    return Found((layer,), product_layers.product_moves(pair, sides))


def _products(pair: Pair, old: Read, new: Read) -> tuple[product_layers.Side, product_layers.Side]:
    first, second = (
        product_layers.side(
            node,
            read.nodes[node.name],
            read.stages[node.name],
            {value.name: value.part for value in read.written.values},
        )
        for node, read in ((pair.old, old), (pair.new, new))
    )
    return first, second
