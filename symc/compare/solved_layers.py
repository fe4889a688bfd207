"""Linear and bilinear layers: their maps compared in numbers, and their weights moved."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from symc.compare.blocks import Block, blocks
from symc.compare.blockwise import between, fresh, news, olds
from symc.compare.loosened import bands_of
from symc.compare.moves import Moved, Piece, moved
from symc.compare.pairs import Pair
from symc.compare.places import Ports, ports
from symc.compare.probes import (
    MOST,
    Ends,
    Probe,
    Sizes,
    Spans,
    cases,
    mixing_of,
    probe,
    samples_for,
    spans,
)
from symc.compare.relation import Contained, relate
from symc.ir.model import Bilinear, Model, Node, Value
from symc.ir.parameters import Weight
from symc.ir.plan import Stage
from symc.ir.solution import Basis

Number: TypeAlias = Fraction | float
Made = tuple[Contained, int, int, tuple[Moved, ...]]
"""A layer next to the old one, its maps then and now, and how its parameters move."""


@dataclass(frozen=True, slots=True)
class Side:
    """A layer of one model: as written, its basis, its stage and its probe."""

    node: Node
    basis: Basis
    stage: Stage
    probe: Probe

    @property
    def ports(self) -> Ports:
        """What is left of its ends."""
        return self.probe.ports

    @property
    def split(self) -> int:
        """The place of the first right operand; 0 of a linear layer."""
        return self.node.op.split if isinstance(self.node.op, Bilinear) else 0

    @property
    def mixing(self) -> int:
        """How many of its parameters mix channels before the product."""
        return mixing_of(self.basis)

    def channels(self, ends: Ends, model: Model) -> tuple[int, ...]:
        """The numbers of channels of what a map is between."""
        parts = {value.name: value.part for value in model.values}
        inputs = [parts[self.node.inputs[i]].channels for i in ends[0]]
        last = self.node.outputs[ends[1]].part.channels
        return (last,) if self.mixing else (*inputs, last)


def side(node: Node, basis: Basis, stage: Stage, model: Model) -> Side:
    """A layer, with its probe."""
    return Side(node, basis, stage, probe(basis, model, ports(node, basis.node)))


def is_equal(first: Side, second: Side) -> bool:
    """Whether two layers have one basis, and lay out their weights alike, whatever their names."""
    bases = [
        replace(each.basis, node=_bare(each.basis.node), reasons=()) for each in (first, second)
    ]
    texts = [each.probe.text for each in (first, second)]
    return bases[0] == bases[1] and first.ports == second.ports and texts[0] == texts[1]


def _bare(node: Node) -> Node:
    """A node without names, and its types without multiplicities, which are compared elsewhere."""
    outputs = tuple(Value("", value.part) for value in node.outputs)
    return replace(node, name="", inputs=("",) * len(node.inputs), outputs=outputs)


def solved_layer(
    pair: Pair, sides: tuple[Side, Side], models: tuple[Model, Model], sizes: Sizes
) -> Made | str:
    """One layer: its relation and how its parameters move, or why they cannot be compared."""
    text = pair.new.text
    probes = (sides[0].probe, sides[1].probe)
    if max(each.count for each in probes) > MOST:
        return f"`{text}` has over {MOST:,} maps per pair of channels: too many to compare"
    samples = samples_for(probes, sizes)
    before, after = (spans(s.probe, sizes, s.mixing, samples, s.split) for s in sides)
    cut = [_cut(each.stage, each.probe) for each in sides]
    if cut[0] is None or cut[1] is None:
        return f"`{text}` is computed in another form for so many channels"
    old, new = (
        tuple(block for made in each[s.mixing :] for block in made)
        for each, s in zip(cut, sides, strict=True)
        if each is not None
    )
    broken = bands_of(sides[1].stage)  # these stay at zero
    after = _without(after, {n for n, block in enumerate(new) if block.parameter in broken})
    moving = _Moving(pair, sides, models, (old, new), (before, after))
    contained, counts = moving.relate()
    moving.fill()
    why = moving.mix() if sides[1].mixing else ""
    if why:
        return why
    pieces, given = moving.pieces, sides[0].stage.parameters
    made = tuple(
        moved(p, tuple(x for x in pieces if x.target.parameter == p.name), given)
        for p in sides[1].stage.parameters
    )
    return contained, *counts, made


def _without(spans: Spans, numbers: set[int]) -> Spans:
    """Spans without those of some weights."""
    found: Spans = {}
    for ends, (own, columns) in spans.items():
        kept = [i for i, number in enumerate(own) if number not in numbers]
        if kept:
            found[ends] = (tuple(own[i] for i in kept), columns[:, kept])
    return found


def _cut(stage: Stage, probe: Probe) -> list[tuple[Block, ...]] | None:
    if len(stage.parameters) != len(probe.parameters):
        return None
    found = []
    for full, small in zip(stage.parameters, probe.parameters, strict=True):
        made = blocks(full, small)
        if made is None:
            return None
        found.append(made)
    return found


class _Moving:
    """A layer on its way: the blocks of both, by the numbers of their probes, and pieces so far."""

    def __init__(
        self,
        pair: Pair,
        sides: tuple[Side, Side],
        models: tuple[Model, Model],
        cut: tuple[tuple[Block, ...], tuple[Block, ...]],
        spans: tuple[Spans, Spans],
    ) -> None:
        self.sides, self.models = sides, models
        self.old, self.new = cut
        self.before, self.after = spans
        self.inputs = pair.inputs
        kept = [set(each.ports.outputs) for each in sides]
        self.outputs = tuple(r for r in pair.outputs if r.old in kept[0] and r.new in kept[1])
        self.pieces: list[Piece] = []

    def relate(self) -> tuple[Contained, tuple[int, int]]:
        """Old maps written in new ones, between all ends that both layers have."""
        places = [{(r.old, r.new) for r in runs} for runs in (self.inputs, self.outputs)]
        lost = larger = False
        counts = [0, 0]
        for old in self._ends(0):
            partners = [new for new in self._ends(1) if _is_partner(old, new, *places)]
            first, second = self.before.get(old), [self.after.get(new) for new in partners]
            counts[0] += len(first[0]) if first else 0
            counts[1] += len(second[0][0]) if second and second[0] else 0
            lost |= first is not None and not partners
            for new, span in zip(partners, second, strict=True):
                found = relate(*(None if each is None else each[1] for each in (first, span)))
                lost, larger = lost or found.is_lost, larger or found.is_larger
                for term in found.terms:
                    assert first is not None and span is not None
                    self._put(old, new, first[0][term.old], span[0][term.new], term.coefficient)
        reached = {run.new for run in self.outputs}
        for ends, (numbers, _) in self.after.items():
            alone = not any(_is_partner(old, ends, *places) for old in self._ends(0))
            if ends[1] in reached and alone:
                larger = True
                counts[1] += len(numbers)
        contained: Contained = "larger" if larger else "same"
        if lost:
            contained = "other" if larger else "smaller"
        return contained, (counts[0], counts[1])

    def _ends(self, which: int) -> list[Ends]:
        """All that maps may be between, where both layers have the output."""
        side = self.sides[which]
        made = sorted({(run.old, run.new)[which] for run in self.outputs})
        return [(case, place) for case in cases(side.ports.inputs, side.split) for place in made]

    def _put(self, old: Ends, new: Ends, source: int, target: int, factor: Number) -> None:
        channels = [
            side.channels(ends, model)
            for side, ends, model in zip(self.sides, (old, new), self.models, strict=True)
        ]
        along = [between(self.outputs, old[1], new[1])]
        if not self.sides[1].mixing:
            pairs = zip(old[0], new[0], strict=True)
            along = [*(between(self.inputs, a, b) for a, b in pairs), *along]
        for runs in product(*along):
            block = self.new[target].cut(channels[1], news(runs))
            piece = self.old[source].cut(channels[0], olds(runs))
            self.pieces.append(Piece(block, piece, factor))

    def fill(self) -> None:
        """Channels that no old one is: random, but for constants."""
        for ends, (numbers, _) in self.after.items():
            if ends[0]:
                channels = self.sides[1].channels(ends, self.models[1])
                for number in numbers:
                    self.pieces += fresh(self.new[number], channels, self.outputs, ends[1])

    def mix(self) -> str:
        """The matrices that mix the channels of each operand to those of each output."""
        old, new = (_mixers(side) for side in self.sides)
        for (operand, output), block in new.items():
            channels = block.shape
            sources = {run.old for run in self.inputs if run.new == operand}
            if len(sources) > 1:
                return f"`{self.sides[1].node.text}` reads at once what it read in parts"
            if not sources:
                self.pieces.append(Piece(block, None))
                continue
            self.pieces += fresh(block, channels, self.outputs, output)
            for a in self.inputs:
                for b in self.outputs:
                    source = old.get((a.old, b.old))
                    if (a.new, b.new) != (operand, output):
                        continue
                    target = block.cut(channels, news((a, b)))
                    given = None if source is None else source.cut(source.shape, olds((a, b)))
                    self.pieces.append(Piece(target, given))
        return ""


def _is_partner(
    old: Ends, new: Ends, inputs: set[tuple[int, int]], outputs: set[tuple[int, int]]
) -> bool:
    """Whether what two maps are between has channels in common."""
    same = len(old[0]) == len(new[0]) and (old[1], new[1]) in outputs
    return same and all(each in inputs for each in zip(old[0], new[0], strict=True))


def _mixers(side: Side) -> dict[tuple[int, int], Block]:
    found: dict[tuple[int, int], Block] = {}
    op = side.basis.node.op
    split = op.split if isinstance(op, Bilinear) else 0
    for at, parameter in enumerate(side.stage.parameters[: side.mixing]):
        assert isinstance(parameter, Weight)
        which = 0 if at < split else 1
        reached = sorted({p.target for p in side.basis.pairs if p.sources[which] == at})
        (rows,) = parameter.rows
        total = sum(parameter.columns)
        start = 0
        for target in reached:
            width = side.basis.node.outputs[target].part.channels
            cuts = ((0, rows), (start, start + width))
            key = (side.ports.inputs[at], side.ports.outputs[target])
            found[key] = Block(parameter.name, 0, rows * total, (rows, total), cuts)
            start += width
    return found
