"""Linear and bilinear layers: their maps compared in numbers, and their weights moved."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TypeAlias, TypeVar

from symc.compare.blocks import Block, blocks
from symc.compare.blockwise import between, fresh, news, olds
from symc.compare.loosened import bands_of
from symc.compare.moves import Moved, Piece, moved
from symc.compare.pairs import Pair
from symc.compare.probes import (
    MOST,
    Ends,
    Probe,
    Sizes,
    Spans,
    cases,
    samples_for,
    spans,
)
from symc.compare.relation import Contained, relate
from symc.compare.solved_sides import Side
from symc.compare.strands import Run
from symc.ir.model import Bilinear, Model
from symc.ir.parameters import Weight
from symc.ir.plan import Stage

X = TypeVar("X")
Number: TypeAlias = Fraction | float
Made = tuple[Contained, int, int, tuple[Moved, ...]]
"""A layer next to the old one, its maps then and now, and how its parameters move."""


def solved_layer(
    pair: Pair, sides: tuple[Side, Side], models: tuple[Model, Model], sizes: Sizes
) -> Made | str:
    """One layer: its relation and how its parameters move, or why they cannot be compared."""
    text = pair.new.text
    probes = (sides[0].probe, sides[1].probe)
    if max(each.count for each in probes) > MOST:
        return f"`{text}` has over {MOST:,} maps per pair of channels: too many to compare"
    samples = samples_for(probes, sizes)
    before, after = (
        spans(s.probe, sizes, s.mixing, samples, s.split, is_swapped)
        for s, is_swapped in zip(sides, (pair.swapped, False), strict=True)
    )
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
    contained = _mixed(contained, sides, pair.inputs)
    moving.fill()
    why = moving.mix() if sides[0].mixing and sides[1].mixing else ""
    if why:
        return why
    pieces, given = moving.pieces, sides[0].stage.parameters
    made = tuple(
        moved(p, tuple(x for x in pieces if x.target.parameter == p.name), given)
        for p in sides[1].stage.parameters
    )
    if sides[1].mixing and not sides[0].mixing:  # of one channel, which it takes as it is
        ones = (replace(m, pieces=(), whole=None, start="ones") for m in made[: sides[1].mixing])
        made = (*ones, *made[sides[1].mixing :])
    return contained, *counts, made


def _mixed(contained: Contained, sides: tuple[Side, Side], inputs: tuple[Run, ...]) -> Contained:
    """Products of every two channels are more than those channel by channel, if there are two, and
    so are those of channels in several parts, which are mixed part by part."""
    if not sides[0].mixing:
        return contained
    parameters = sides[0].stage.parameters[: sides[0].mixing]
    is_more = any(isinstance(p, Weight) and set(p.rows) != {1} for p in parameters)
    if sides[1].mixing:
        ends = {(run.old, run.new) for run in inputs}
        is_more = len({old for old, _ in ends}) < len(ends)
    if not is_more:
        return contained
    return {"same": "larger", "smaller": "other"}.get(contained, contained)  # type: ignore[return-value]


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
        self.inputs, self.swapped = pair.inputs, pair.swapped
        self.mixers = _mixers(sides[0]) if sides[0].mixing else {}
        kept = [set(each.ports.outputs) for each in sides]
        self.gone = {r.old for r in pair.outputs if r.new not in kept[1]}
        self.outputs = tuple(r for r in pair.outputs if r.old in kept[0] and r.new in kept[1])
        self.pieces: list[Piece] = []

    def relate(self) -> tuple[Contained, tuple[int, int]]:
        """Old maps written in new ones, between all ends that both layers have."""
        places = [{(r.old, r.new) for r in runs} for runs in (self.inputs, self.outputs)]
        lost = larger = False
        counts = [0, 0]
        for old in self._ends(0):
            turned = (self._turned(old[0]), old[1])
            partners = [new for new in self._ends(1) if _is_partner(turned, new, *places)]
            first, second = self.before.get(old), [self.after.get(new) for new in partners]
            counts[0] += len(first[0]) if first else 0
            counts[1] += len(second[0][0]) if second and second[0] else 0
            lost |= first is not None and not self._is_kept(old)
            for new, span in zip(partners, second, strict=True):
                found = relate(*(None if each is None else each[1] for each in (first, span)))
                lost, larger = lost or found.is_lost, larger or found.is_larger
                for term in found.terms:
                    assert first is not None and span is not None
                    self._put(old, new, first[0][term.old], span[0][term.new], term.coefficient)
        reached = {run.new for run in self.outputs}
        for ends, (numbers, _) in self.after.items():
            read = ((self._turned(case), place) for case, place in self._ends(0))
            alone = not any(_is_partner(old, ends, *places) for old in read)
            if ends[1] in reached and alone:
                larger = True
                counts[1] += len(numbers)
        if self.sides[0].probe.cut is not None:  # its weights are those of several pieces at once
            both = (self.before, self.after)
            counts = [len({n for own, _ in each.values() for n in own}) for each in both]
            larger = larger or counts[1] > counts[0]
        contained: Contained = "larger" if larger else "same"
        if lost:
            contained = "other" if larger else "smaller"
        return contained, (counts[0], counts[1])

    def _is_kept(self, old: Ends) -> bool:
        """Whether the new layer reads and makes all channels that an old map is between."""
        left = set(self.sides[1].ports.inputs)
        read = all(run.new in left for run in self.inputs if run.old in old[0])
        return read and old[1] not in self.gone and {r.old for r in self.inputs} >= {*old[0]}

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
        if not (self.sides[0].mixing and self.sides[1].mixing):
            pairs = zip(self._turned(old[0]), new[0], strict=True)
            along = [*(between(self.inputs, a, b) for a, b in pairs), *along]
        for runs in product(*along):
            given = runs[-1:] if self.sides[0].mixing else self._turned(runs)
            into = runs[-1:] if self.sides[1].mixing else runs
            block = self.new[target].cut(channels[1], news(into))
            piece = self.old[source].cut(channels[0], olds(given))
            made = Piece(block, piece, factor)
            if self.sides[0].mixing and not self.sides[1].mixing:
                made = replace(made, mixed=self._mixing(runs))
            elif self.swapped and not self.sides[0].mixing:
                left, right = (run.length for run in given[:2])
                if left > 1 and right > 1:
                    made = replace(made, source=piece.apart(left, right), swapped=True)
            self.pieces.append(made)

    def _turned(self, pair: tuple[X, ...]) -> tuple[X, ...]:
        """What is of the operands of a product, in the order of the other model."""
        return (pair[1], pair[0], *pair[2:]) if self.swapped and len(pair) > 1 else pair

    def _mixing(self, runs: tuple[Run, ...]) -> tuple[Block, Block]:
        """What mixes the old channels of each operand, in the order of the new ones."""
        *operands, made = runs
        found = []
        for run in operands:
            block = self.mixers[run.old, made.old]
            found.append(block.cut(block.shape, olds((run, made))))
        return found[0], found[1]

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
            block = Block(parameter.name, 0, rows * total, (rows, total), cuts)
            found |= dict.fromkeys(side.probe.ends(at, target), block)
            start += width
    return found
