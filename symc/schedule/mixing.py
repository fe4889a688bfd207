"""One matrix product per level: rows from the bottoms of all inputs, columns to all tops."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from symc.ir.parameters import Scale, Tied, Vector, Weight
from symc.ir.plan import Column, Expand, Mix, Row, Step, Symmetrize, Twist
from symc.ir.waist import Level, Order, Pattern, Patterns, is_identity, level_name
from symc.schedule.fold import program
from symc.schedule.frames import Tensor, is_generic, level_share
from symc.schedule.names import Names
from symc.schedule.squeeze import squeeze
from symc.schedule.ties import gain

Key = tuple[int, Pattern]
"""A bottom or top: which input or output, and its pattern."""


@dataclass(slots=True)
class Bench:
    """What is collected of one level while a node is scheduled: its maps and constants."""

    maps: set[tuple[Key, Key, Order]] = field(default_factory=set)
    constants: set[Key] = field(default_factory=set)

    @property
    def bottoms(self) -> list[Key]:
        """Every bottom, input by input."""
        return sorted({bottom for bottom, _, _ in self.maps})

    def tops(self, target: int) -> list[Pattern]:
        """Every top of one output."""
        reached = {top for _, top, _ in self.maps} | self.constants
        return sorted(pattern for t, pattern in reached if t == target)

    def orders(self, target: int, patterns: Patterns) -> tuple[Order, ...]:
        """The permutations to these tops, each once, in canonical order."""
        tops = {(target, pattern) for pattern in patterns}
        return tuple(sorted({order for _, top, order in self.maps if top in tops}))


@dataclass(frozen=True, slots=True)
class Bottom:
    """The width of one bottom's rows and the variance of its entries."""

    channels: int
    energy: int


@dataclass(slots=True)
class Writer:
    """Turns the benches of a node into `Mix` and `Expand` steps and their weights.

    `rows(level)` names the blocks of pieces of a level, in the order of `Bench.bottoms`; `ties`
    says for every source (None for the constant) and target how folded axes share weights.
    """

    prefix: str
    outputs: tuple[Tensor, ...]
    benches: dict[Level, Bench]
    bottoms: dict[Key, Bottom]
    rows: dict[Level, tuple[Row, ...]]
    names: Names
    like: tuple[str, int]
    ties: dict[tuple[int | None, int], Tied] = field(default_factory=dict)
    cycle: int = 1
    weights: list[Weight | Vector] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    pieces: dict[int, list[tuple[Patterns, str]]] = field(default_factory=dict)
    twists: dict[int, Twist] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """Why top levels have the form that they have."""
        return tuple(dict.fromkeys(t.reason for t in self.twists.values() if t.reason))

    def write(self) -> None:
        """Every level from the waist outwards, then every output."""
        for level in sorted(self.benches, key=lambda lv: (sum(t for _, t in lv), level_name(lv))):
            self._level(level, self.benches[level])
        for target, output in enumerate(self.outputs):
            twist = self.twists.get(target)
            self.steps += expand(output, self.pieces.get(target, []), twist)

    def _level(self, level: Level, bench: Bench) -> None:
        plain: dict[int, Patterns] = {}
        for target in range(len(self.outputs)):
            tops = bench.tops(target)
            for pattern in tops:
                if pattern.is_root and is_twisted(bench.orders(target, (pattern,))):
                    self.twists[target] = self._twist(level, bench, (target, pattern))
                    tops.remove(pattern)
            if tops:
                plain[target] = tuple(tops)
        if plain:
            self._mix(level, bench, plain)

    def _mix(self, level: Level, bench: Bench, plain: dict[int, Patterns]) -> None:
        columns: list[Column] = []
        blocks: list[tuple[Key, Order]] = []
        for target, patterns in plain.items():
            output = self.outputs[target]
            name = self._name(target, patterns, level)
            self.pieces.setdefault(target, []).append((patterns, name))
            orders = bench.orders(target, patterns) or ((),)
            columns.append(Column(name, output.channels * len(patterns), orders))
            blocks += [((target, p), order) for order in orders for p in patterns]
        widths = tuple(self.outputs[target].channels for (target, _), _ in blocks)
        tops = {top for top, _ in blocks}
        used = any(top in tops for _, top, _ in bench.maps)
        weight = self._weight(level, bench, blocks, widths) if used else None
        bias = self._bias(bench, blocks, widths)
        rows = self.rows[level] if used else ()
        cycle = self.cycle if weight is not None and _is_full(weight) else 1
        self.steps.append(Mix(level, rows, weight, bias, tuple(columns), *self.like, 1, cycle))

    def _name(self, target: int, patterns: Patterns, level: Level) -> str:
        output = self.outputs[target]
        alone = all(
            bench is self.benches[level] or not bench.tops(target)
            for bench in self.benches.values()
        )
        if alone and self.benches[level].tops(target) == list(patterns) and _is_root(patterns):
            return output.flat
        return self.names.fresh(f"{output.value.name}_to_{level_name(level)}")

    def _weight(
        self,
        level: Level,
        bench: Bench,
        blocks: list[tuple[Key, Order]],
        widths: tuple[int, ...],
    ) -> Weight:
        bottoms = bench.bottoms
        kept = tuple(
            (0, i, j)
            for i, bottom in enumerate(bottoms)
            for j, (top, order) in enumerate(blocks)
            if (bottom, top, order) in bench.maps
        )
        full = len(kept) == len(bottoms) * len(blocks)
        scales = tuple(
            Scale(width, self._terms(bench, top))
            for (top, _), width in zip(blocks, widths, strict=True)
        )
        heights = tuple(self.bottoms[b].channels for b in bottoms)
        name = self.names.weight(f"{self.prefix}_{level_name(level)}")
        ties = tuple(self.ties[bottoms[i][0], blocks[j][0][0]] for _, i, j in kept if self.ties)
        weight = Weight(name, heights, widths, scales, 1, False, _kept(kept, full, ties), ties)
        self.weights.append(weight)
        return weight

    def _bias(
        self, bench: Bench, blocks: list[tuple[Key, Order]], widths: tuple[int, ...]
    ) -> Vector | None:
        kept = tuple(j for j, (top, _) in enumerate(blocks) if top in bench.constants)
        if not kept:
            return None
        full = len(kept) == len(blocks)
        ties = tuple(self.ties[None, blocks[j][0][0]] for j in kept if self.ties)
        length = sum(tied.count for tied in ties) or sum(widths[j] for j in kept)
        name = self.names.weight(f"{self.prefix}_bias")
        bias = Vector(name, length, "zeros", widths, _kept(kept, full, ties), ties)
        self.weights.append(bias)
        return bias

    def _twist(self, level: Level, bench: Bench, top: Key) -> Twist:
        target, pattern = top
        orders = bench.orders(target, (pattern,))
        bottoms = bench.bottoms
        kept = tuple(
            (s, i, 0)
            for s, order in enumerate(orders)
            for i, bottom in enumerate(bottoms)
            if (bottom, top, order) in bench.maps
        )
        full = len(kept) == len(orders) * len(bottoms)
        width = self.outputs[target].channels
        ties = tuple(self.ties[bottoms[i][0], target] for _, i, _ in kept if self.ties)
        weight = Weight(
            self.names.weight(f"{self.prefix}_{level_name(level)}"),
            tuple(self.bottoms[b].channels for b in bottoms),
            (width,),
            (Scale(width, self._terms(bench, top)),),
            copies=len(orders),
            stacked=True,
            kept=_kept(kept, full, ties),
            ties=ties,
        )
        self.weights.append(weight)
        chosen = squeeze(self.outputs[target].frame, weight, orders)
        return Twist(self.rows[level], weight, orders, chosen.form, chosen.reason)

    def _terms(self, bench: Bench, top: Key) -> Fraction:
        """The terms of this level that feed an entry of the output, times the levels that do."""
        target, pattern = top
        frame = self.outputs[target].frame
        generic = [p for p in bench.tops(target) if is_generic(frame, p)] or [pattern]
        feeding = sum(
            self.bottoms[bottom].channels
            * self.bottoms[bottom].energy
            * gain(self.ties.get((bottom[0], target)))
            for bottom, (t, p), _ in bench.maps
            if t == target and p in generic
        )
        levels = sum(any(t == target for _, (t, _), _ in b.maps) for b in self.benches.values())
        least = Fraction(feeding) if self.ties and feeding else Fraction(max(1, feeding))
        return least * level_share(frame, max(1, levels))


def _is_full(weight: Weight) -> bool:
    """Whether a weight has all of its blocks."""
    kept = weight.kept
    return kept is None or len(kept) == len(weight.rows) * len(weight.columns) * weight.copies


Kept = TypeVar("Kept")


def _kept(blocks: Kept, full: bool, ties: tuple[Tied, ...]) -> Kept | None:
    """The blocks that there are; None stands for all of them, with all their entries."""
    return None if full and not ties else blocks


def is_twisted(orders: tuple[Order, ...]) -> bool:
    """Whether any of these permutations moves an axis."""
    return not all(map(is_identity, orders))


def _is_root(patterns: Patterns) -> bool:
    return len(patterns) == 1 and patterns[0].is_root


def expand(
    output: Tensor, pieces: list[tuple[Patterns, str]], twist: Twist | None
) -> tuple[Step, ...]:
    """The steps that write an output from its pieces, in its frame and then as a value."""
    restore: tuple[Step, ...] = () if output.is_arranged else (output.restore(),)
    if output.part.powers:
        restore = (*restore, Symmetrize(output.value.name, output.part))
    base = next((name for patterns, name in pieces if _is_root(patterns)), None)
    others = [(patterns, name) for patterns, name in pieces if not _is_root(patterns)]
    if base == output.flat:
        return restore
    made = program(output.frame, (patterns for patterns, _ in others))
    names = tuple(name for _, name in others)
    step = Expand(made, names, base, twist, output.flat, output.channels)
    return (step, *restore)
