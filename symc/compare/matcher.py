"""The new model, read beside the old one: which layer is which."""

from symc.compare.couplings import Ends, channelwise_outputs, ends_of, linked
from symc.compare.matching import Fit, Layer, fit, heard
from symc.compare.pairs import Pair
from symc.compare.reading import Side, made_by
from symc.compare.strands import Run, align, runs_of
from symc.compare.terms import PLAIN, Channels, Terms, computed
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Model, Node
from symc.schedule.dead import giver_of


class Matcher:
    """Reads a new model, operation by operation, and finds its layers among those of the old one.

    Of layers that read the same the first that is left, and agrees best in its types, is taken.
    """

    def __init__(self, old: Side, new: Side, terms: Terms, sizes: dict[str, int]) -> None:
        self.old, self.new, self.terms, self.sizes = old, new, terms, sizes
        self.left = dict(old.layers)
        self.pairs: list[Pair] = []
        self.alone: list[Node] = []
        self.problems: list[str] = []
        self.wider: list[str] = []
        self.givers = [_givers(side.model) for side in (old, new)]
        self.made = {t for channels in old.terms.values() for t in channels}

    def meet(self, node: Node) -> None:
        """One operation of the new model."""
        if isinstance(node.op, PLAIN):
            self._compute(node)
            return
        layer = self.new.layer(node)
        if isinstance(node.op, TensorProduct) and node.op.algorithm != "gaunt":
            self._multiply(node, layer)
            return
        fits = [(old, found) for old in self.left.values() if (found := self._fit(old, layer))]
        if not fits:
            self._miss(node, layer)
            return
        old, best = min(fits, key=lambda each: each[1].cost)
        given = node.name in self.givers[1]
        pair = Pair(old.node, node, best.inputs, best.outputs, None, given, best.swapped)
        self._take(old, layer, pair)

    def _compute(self, node: Node) -> None:
        inputs = tuple(self.new.terms[name] for name in node.inputs)
        side = self.new
        made = computed(node, inputs, side.parts, side.sites, self.terms)
        side.name(node.outputs, made)
        own, met = self.terms.own, {t for each in made for t in each} - self.made
        read = {t for each in inputs for t in each}
        if met - own and not read & own and not read - self.made:
            before = _reader(self.old, inputs, self.terms.own)
            told = f"`{node.text}` is an operation more"
            if before is not None and before.text != node.text:
                told = f"`{before.text}` is now `{node.text}`: another operation"
            self.problems.append(told)

    def _fit(self, old: Layer, new: Layer) -> Fit | None:
        is_given = new.node.name in self.givers[1]
        if is_given != (old.node.name in self.givers[0]):
            return None
        return fit(old, new, self.sizes)

    def _take(self, old: Layer, new: Layer, pair: Pair) -> None:
        del self.left[old.node.name]
        self.pairs.append(pair)
        self._name(old, new, pair.outputs)
        self._compare_widths(old, new, pair.outputs)

    def _name(self, old: Layer, new: Layer, outputs: tuple[Run, ...]) -> None:
        sources = made_by(old.node, self.terms)
        made = [[self.terms.fresh() for _ in range(end.part.channels)] for end in new.outputs]
        for run in outputs:
            channels = sources[run.old][run.start : run.start + run.length]
            made[run.new][run.begin : run.begin + run.length] = channels
        self.new.name(new.node.outputs, [tuple(each) for each in made])

    def _compare_widths(self, old: Layer, new: Layer, outputs: tuple[Run, ...]) -> None:
        both = ((self.old, old), (self.new, new))
        less = []
        for k, (side, layer) in enumerate(both):
            used = side.used(layer)
            count = sum(layer.outputs[i].part.channels for i in used)
            less.append(sum(r.length for r in outputs if (r.old, r.new)[k] in used) < count)
        told = f"`{old.node.text}` is now `{new.node.text}`"
        if new.node.name in self.givers[1]:
            return
        if less[0]:
            self.problems.append(f"{told}: of another type")
        elif less[1]:
            self.wider.append(f"{told}: more channels")

    def _multiply(self, node: Node, new: Layer) -> None:
        """A product of irreps: its paths, too, are those of an old one."""
        best: tuple[Layer, Pair] | None = None
        for old in self.left.values():
            found = self._product(old, new)
            if found is not None and (best is None or _is_better(found, best[1])):
                best = (old, found)
        if best is None:
            self._miss(node, new)
            return
        self._take(best[0], new, best[1])

    def _product(self, old: Layer, new: Layer) -> Pair | None:
        first, second = old.node.op, new.node.op
        if old.head != new.head:
            return None
        assert isinstance(first, TensorProduct) and isinstance(second, TensorProduct)
        x = heard(old, new, (0, first.split), (0, second.split))
        ranges = [(op.split, op.split + op.others) for op in (first, second)]
        y = heard(old, new, ranges[0], ranges[1])
        if x is None or y is None:
            return None
        ends = (ends_of(old.node, self.old.parts), ends_of(new.node, self.new.parts))
        runs = runs_of(x)
        is_channelwise = first.mode == "channelwise"
        if is_channelwise:
            made = channelwise_outputs(*ends, runs, self.sizes)
        else:
            made = align(old.outputs, new.outputs, self.sizes)
        if not made:
            return None
        copies = {(b - second.split, c): (a - first.split, s) for (a, s), (b, c) in y}
        joined = linked(ends, runs, copies, runs_of(made), is_channelwise)
        pair = Pair(old.node, new.node, runs, runs_of(made), joined)
        return pair if self._is_weighted(pair, old, new, ends) else None

    def _is_weighted(self, pair: Pair, old: Layer, new: Layer, ends: tuple[Ends, Ends]) -> bool:
        """Whether the weights of entries are those of the old product."""
        first, second = old.node.op, new.node.op
        assert isinstance(first, TensorProduct) and isinstance(second, TensorProduct)
        if first.weights == "none":
            return _is_unweighted(pair, ends)
        if first.weights != "entry":
            return True
        givers = [
            giver_of(node, side.model)
            for node, side in ((old.node, self.old), (new.node, self.new))
        ]
        if givers[0] is not None and givers[1] is not None:
            names = (givers[0].name, givers[1].name)
            return any((p.old.name, p.new.name) == names for p in self.pairs)
        assert pair.linked is not None
        reads = (old.reads[first.split + first.others], new.reads[second.split + second.others])
        same = all(link.factor == 1 and link.new == link.old for link in pair.linked.links)
        more = pair.linked.is_larger or pair.linked.is_lost
        return givers == [None, None] and reads[0] == reads[1] and same and not more

    def _miss(self, node: Node, layer: Layer) -> None:
        """A layer that the old model has not."""
        self.alone.append(node)
        for value in node.outputs:
            channels = range(value.part.channels)
            self.new.terms[value.name] = tuple(self.terms.fresh() for _ in channels)
        self.problems.append(
            _missed(
                layer,
                [*self.left.values()],
                _reader(self.old, layer.reads, self.terms.own),
                self.sizes,
            )
        )


def _is_unweighted(pair: Pair, ends: tuple[Ends, Ends]) -> bool:
    """Whether products without weights are the same: nothing leaves out what one has more."""
    known, runs = pair.linked, pair.inputs
    assert known is not None
    is_same = all(link.factor == 1 for link in known.links)
    is_same = is_same and not known.is_larger and not known.is_lost
    read = sum(run.length for run in runs)
    return is_same and all(read == sum(part.channels for part in each.x) for each in ends)


def _is_better(found: Pair, best: Pair) -> bool:
    def cost(pair: Pair) -> int:
        assert pair.linked is not None
        return 2 * pair.linked.is_lost + pair.linked.is_larger

    return cost(found) < cost(best)


def _givers(model: Model) -> frozenset[str]:
    found = (giver_of(n, model) for n in model.nodes if isinstance(n.op, TensorProduct))
    return frozenset(node.name for node in found if node is not None)


def _reader(side: Side, inputs: tuple[Channels, ...], own: set[int]) -> Node | None:
    """The operation of the old model that reads the same, or else some of it."""
    wanted = {term for each in inputs for term in each} - own
    found: list[tuple[tuple[bool, int], Node]] = []
    for node in side.model.nodes:
        read = {term for name in node.inputs for term in side.terms[name]}
        if wanted & read:
            found.append(((not wanted <= read, len(read)), node))
    return min(found, key=lambda each: each[0])[1] if found else None


def _missed(new: Layer, left: list[Layer], reader: Node | None, sizes: dict[str, int]) -> str:
    """Why no layer of the old model is this one."""
    alike = [old for old in left if old.head == new.head]
    same = [old for old in alike if set(old.reads) == set(new.reads)]
    text = new.node.text
    if same:
        told = f"`{same[0].node.text}` is now `{text}`"
        modes = [getattr(layer.node.op, "mode", "") for layer in (same[0], new)]
        if modes == ["full", "channelwise"]:
            return f"{told}: it coupled every two channels"
        if getattr(new.node.op, "weights", "") == "none":
            return f"{told}: it has other paths, and no weights that leave them out"
        ends = align(same[0].outputs, new.outputs, sizes)
        return f"{told}: {'with other channels' if ends else 'of another type'}"
    if reader is not None and reader.text != text:
        is_same = any(old.node.name == reader.name for old in alike)
        how = "of other channels" if is_same else "another operation"
        return f"`{reader.text}` is now `{text}`: {how}"
    if reader is not None and not alike:
        return f"`{text}` is another operation now: its groups turn other axes"
    if alike:
        return f"`{alike[0].node.text}` is now `{text}`: of other values"
    return f"`{text}` is a layer more"
