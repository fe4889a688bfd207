"""One matrix product per level: rows from the bottoms of all inputs, columns to all tops."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from symc.ir.grades import Block, Mixed
from symc.ir.parameters import Scale, Tied, Vector, Weight
from symc.ir.plan import Column, Expand, Mix, Row, Step, Symmetrize, Twist
from symc.ir.waist import Level, Order, Patterns, is_identity, level_name
from symc.schedule.bench import Bench, Bottom, Grades, Key, Ties
from symc.schedule.fold import program
from symc.schedule.frames import Tensor, is_generic, level_share
from symc.schedule.names import Names
from symc.schedule.squeeze import squeeze
from symc.schedule.ties import gain


@dataclass(slots=True)
class Writer:
    """Turns the benches of a node into `Mix` and `Expand` steps and their weights.

    `rows(level)` names the blocks of pieces of a level, in the order of `Bench.bottoms`; `ties`
    says for every source (None for the constant) and target how folded axes share weights, and
    `grades` the same for each band beside the exact part.
    """

    prefix: str
    outputs: tuple[Tensor, ...]
    benches: dict[Level, Bench]
    bottoms: dict[Key, Bottom]
    rows: dict[Level, tuple[Row, ...]]
    names: Names
    like: tuple[str, int]
    ties: Ties = field(default_factory=dict)
    cycle: int = 1
    grades: "Grades | None" = None
    weights: list[Weight | Vector] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    pieces: dict[int, list[tuple[Patterns, str]]] = field(default_factory=dict)
    twists: dict[int, Twist] = field(default_factory=dict)
    mixed: list[Mixed] = field(default_factory=list)

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
        self._note(level, bench, weight, bias, blocks)
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
        scales = tuple(
            Scale(width, self._terms(bench, top))
            for (top, _), width in zip(blocks, widths, strict=True)
        )
        heights = tuple(self.bottoms[b].channels for b in bottoms)

        def weight(name: str, band: int, ties: Ties) -> Weight:
            maps = bench.of(band).maps
            kept = tuple(
                (0, i, j)
                for i, bottom in enumerate(bottoms)
                for j, (top, order) in enumerate(blocks)
                if (bottom, top, order) in maps
            )
            full = len(kept) == len(bottoms) * len(blocks)
            tied = tuple(ties[bottoms[i][0], blocks[j][0][0]] for _, i, j in kept if ties)
            return Weight(name, heights, widths, scales, 1, False, _kept(kept, full, tied), tied)

        return self._graded(f"{self.prefix}_{level_name(level)}", weight)

    def _graded(self, stem: str, weight: Callable[[str, int, Ties], Weight]) -> Weight:
        """The exact weight, with those of the bands beside it."""
        made = weight(self.names.weight(stem), 0, self.ties)
        if self.grades is None:
            self.weights.append(made)
            return made
        bands = [
            weight(self.names.weight(f"{stem}_{word}"), i + 1, ties)
            for i, (word, ties) in enumerate(self.grades.bands)
        ]
        kept = tuple(replace(band, start="zeros") if band.ties else None for band in bands)
        views = tuple(
            None if kept[i] is None else weight(bands[i].name, i + 1, ties)
            for i, ties in self.grades.views
        )
        made = replace(made, graded=True, bands=kept, views=views)
        self.weights += [each for each in (made, *kept) if each is not None and each.count]
        return made

    def _bias(
        self, bench: Bench, blocks: list[tuple[Key, Order]], widths: tuple[int, ...]
    ) -> Vector | None:
        if not any(top in bench.constants for top, _ in blocks):
            return None

        def vector(name: str, band: int, own: Ties) -> Vector:
            constants = bench.of(band).constants
            kept = tuple(j for j, (top, _) in enumerate(blocks) if top in constants)
            full = len(kept) == len(blocks)
            ties = tuple(own[None, blocks[j][0][0]] for j in kept if own)
            length = sum(tied.count for tied in ties) or sum(widths[j] for j in kept)
            return Vector(name, length, "zeros", widths, _kept(kept, full, ties), ties)

        name = f"{self.prefix}_bias"
        bias = vector(self.names.weight(name), 0, self.ties)
        if self.grades is None:
            self.weights.append(bias)
            return bias
        bands = tuple(
            made
            if (made := vector(self.names.weight(f"{name}_{word}"), i + 1, own)).length
            else None
            for i, (word, own) in enumerate(self.grades.bands)
        )
        views = tuple(
            None if (band := bands[i]) is None else vector(band.name, i + 1, own)
            for i, own in self.grades.views
        )
        bias = replace(bias, graded=True, bands=bands, views=views)
        self.weights += [each for each in (bias, *bands) if each is not None and each.length]
        return bias

    def _twist(self, level: Level, bench: Bench, top: Key) -> Twist:
        target, pattern = top
        orders = bench.orders(target, (pattern,))
        bottoms = bench.bottoms
        width = self.outputs[target].channels
        scales = (Scale(width, self._terms(bench, top)),)
        heights = tuple(self.bottoms[b].channels for b in bottoms)

        def made(name: str, band: int, ties: Ties) -> Weight:
            maps = bench.of(band).maps
            kept = tuple(
                (s, i, 0)
                for s, order in enumerate(orders)
                for i, bottom in enumerate(bottoms)
                if (bottom, top, order) in maps
            )
            full = len(kept) == len(orders) * len(bottoms)
            tied = tuple(ties[bottoms[i][0], target] for _, i, _ in kept if ties)
            count = len(orders)
            return Weight(
                name, heights, (width,), scales, count, True, _kept(kept, full, tied), tied
            )

        weight = self._graded(f"{self.prefix}_{level_name(level)}", made)
        columns = [(top, order) for order in orders]
        self._note(level, bench, weight, None, columns)
        chosen = squeeze(self.outputs[target].frame, weight, orders)
        return Twist(self.rows[level], weight, orders, chosen.form, chosen.reason)

    def _note(
        self,
        level: Level,
        bench: Bench,
        weight: Weight | None,
        bias: Vector | None,
        blocks: list[tuple[Key, Order]],
    ) -> None:
        """Keeps what generated code has to know of a matrix of a graded layer."""
        if self.grades is None:
            return
        rows = tuple(Block(b[0], self.bottoms[b].channels) for b in bench.bottoms)
        columns = tuple(Block(t, self.outputs[t].channels) for (t, _), _ in blocks)
        waist = tuple(group.name for group, count in level for _ in range(count))
        self.mixed.append(Mixed(waist, weight, bias, rows if weight else (), columns))

    def _terms(self, bench: Bench, top: Key) -> Fraction:
        """The terms of this level that feed an entry of the output, times the levels that do."""
        target, pattern = top
        frame = self.outputs[target].frame
        generic = [p for p in bench.tops(target) if is_generic(frame, p)] or [pattern]
        feeding = sum(
            self.bottoms[bottom].channels
            * self.bottoms[bottom].energy
            * gain(self.ties.get((bottom[0], target)))
            for bottom, (t, p), _ in bench.of(0).maps
            if t == target and p in generic
        )
        levels = sum(
            any(t == target for _, (t, _), _ in b.of(0).maps) for b in self.benches.values()
        )
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
