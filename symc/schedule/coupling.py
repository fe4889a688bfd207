"""Channelwise bilinear maps: channels mixed on both sides, products coupled channel by channel."""

from dataclasses import dataclass, field
from fractions import Fraction

from symc.ir.model import Bilinear, Value
from symc.ir.plan import (
    Column,
    Couple,
    Coupled,
    Coupling,
    Mix,
    Order,
    Parameter,
    Product,
    Row,
    Scale,
    Slice,
    Stage,
    Step,
    Weight,
)
from symc.ir.solution import Basis
from symc.ir.symmetry import Group, Part
from symc.ir.waist import Level, Pattern, Patterns, level_name, level_of
from symc.schedule.fold import root_of
from symc.schedule.frames import Tensor, is_generic
from symc.schedule.linear import Needed, piece, read
from symc.schedule.maps import maps
from symc.schedule.mixing import expand
from symc.schedule.names import Names
from symc.schedule.split import Split, split


@dataclass(slots=True)
class _Side:
    """One part of an operand, its channels mixed to those of every output that it reaches."""

    source: Tensor
    mixed: Tensor
    spans: dict[int, tuple[int, int]]
    weight: Weight
    needed: Needed = field(default_factory=dict)


@dataclass(slots=True)
class _Table:
    """The products of one level of one output, with their variance, and the maps to each top."""

    rows: dict[str, int] = field(default_factory=dict)
    tops: dict[Pattern, list[tuple[str, Order]]] = field(default_factory=dict)


def couple(
    basis: Basis,
    groups: tuple[Group, ...],
    sources: tuple[Tensor, ...],
    targets: tuple[Tensor, ...],
    names: Names,
) -> Stage:
    """The stage of a channelwise bilinear node."""
    node = basis.node
    assert isinstance(node.op, Bilinear)
    sides = [
        _side(basis, i, "left" if i < node.op.split else "right", sources[i], targets, names)
        for i in range(len(sources))
    ]
    maker = _Maker(node.name, sides, targets, names)
    for pair in basis.pairs:
        i, j = pair.sources
        for each in maps(pair, groups, targets[pair.target].frame):
            cut = split(each, sources[i].frame, sources[j].frame)
            made = maker.product(i, j, pair.target, cut)
            table = maker.tables[pair.target].setdefault(each.level, _Table())
            table.rows[made.target] = cut.energy
            table.tops.setdefault(each.top, []).append((made.target, each.order))
    used = [side for side in sides if side.spans]
    steps: list[Step] = [s.arrange() for s in dict.fromkeys(sources) if not s.is_arranged]
    steps += [_mix(side) for side in used]
    for side in used:
        steps += read((side.mixed,), {0: side.needed})
    steps += maker.steps
    for target in range(len(targets)):
        steps += maker.write(target)
    parameters: list[Parameter] = [side.weight for side in used]
    return Stage(node.name, node.text, (*parameters, *maker.weights), tuple(steps), ())


def _side(
    basis: Basis, at: int, which: str, source: Tensor, targets: tuple[Tensor, ...], names: Names
) -> _Side:
    reached = sorted({pair.target for pair in basis.pairs if at in _own(pair.sources, which)})
    spans, start = {}, 0
    for target in reached:
        spans[target] = (start, start + targets[target].channels)
        start += targets[target].channels
    name = names.fresh(f"{which}_{source.value.name}")
    part = Part(tuple(axis for axis in source.part.axes), start)
    identity = tuple(range(sum(source.frame.orders)))
    mixed = Tensor(Value(name, part), name, source.frame, identity, 0)
    scale = Scale(start, Fraction(source.channels))
    word = level_name(level_of(source.frame, root_of(source.frame)))
    weight_name = names.fresh(f"{basis.node.name}_{which}_{word.replace('total', 'inv')}")
    weight = Weight(weight_name, (source.channels,), (start,), (scale,))
    return _Side(source, mixed, spans, weight)


def _own(sources: tuple[int, ...], which: str) -> tuple[int, ...]:
    return sources[:1] if which == "left" else sources[1:]


def _mix(side: _Side) -> Mix:
    level = level_of(side.source.frame, root_of(side.source.frame))
    row = Row(side.source.flat, side.source.channels)
    column = Column(side.mixed.flat, side.weight.columns[0], (side.mixed.order,))
    return Mix(level, (row,), side.weight, None, (column,), side.source.value.name, 0)


@dataclass(slots=True)
class _Maker:
    """Makes every product, slice, coupling and expansion once."""

    prefix: str
    sides: list[_Side]
    targets: tuple[Tensor, ...]
    names: Names
    steps: list[Step] = field(default_factory=list)
    weights: list[Coupling] = field(default_factory=list)
    products: dict[tuple[int, int, int, Split], Product] = field(default_factory=dict)
    slices: dict[tuple[str, int], str] = field(default_factory=dict)
    tables: dict[int, dict[Level, _Table]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = {target: {} for target in range(len(self.targets))}

    def product(self, i: int, j: int, target: int, cut: Split) -> Product:
        """The product of two pieces for one output."""
        key = (i, j, target, cut)
        if key not in self.products:
            made = Product(
                self._slice(self.sides[i], cut.left, target),
                self._slice(self.sides[j], cut.right, target),
                self.names.fresh(f"{self.targets[target].value.name}_x{len(self.products)}"),
                cut.left_letters,
                cut.right_letters,
                cut.letters,
                cut.epsilons,
                False,
                cut.means,
                cut.sizes,
                self.targets[target].channels,
            )
            self.products[key] = made
            self.steps.append(made)
        return self.products[key]

    def _slice(self, side: _Side, pattern: Pattern, target: int) -> str:
        level = level_of(side.mixed.frame, pattern)
        whole = piece(side.mixed, (pattern,), level, side.needed, self.names)
        if len(side.spans) == 1:
            return whole
        if (whole, target) not in self.slices:
            name = self.names.fresh(f"{whole}_{target}")
            self.slices[whole, target] = name
            self.steps.append(Slice(whole, name, *side.spans[target], pattern.waist))
        return self.slices[whole, target]

    def write(self, target: int) -> tuple[Step, ...]:
        """The coupling of every level of one output, and its expansion."""
        output = self.targets[target]
        tables = self.tables[target]
        steps: list[Step] = []
        pieces: list[tuple[Patterns, str]] = []
        for level in sorted(tables, key=lambda lv: (sum(t for _, t in lv), level_name(lv))):
            tops = tuple(sorted(tables[level].tops))
            alone = len(tables) == 1 and len(tops) == 1 and tops[0].is_root
            wanted = f"{output.value.name}_to_{level_name(level)}"
            name = output.flat if alone else self.names.fresh(wanted)
            pieces.append((tops, name))
            steps.append(self._couple(level, tables[level], output, tops, name, len(tables)))
        return (*steps, *expand(output, pieces, None))

    def _couple(
        self, level: Level, table: _Table, output: Tensor, tops: Patterns, name: str, levels: int
    ) -> Couple:
        rows = tuple(table.rows)
        generic = [p for p in tops if is_generic(output.frame, p)]
        columns: list[tuple[tuple[int, Order, int], ...]] = []
        terms: list[Fraction] = []
        for top in tops:
            feeding = sum(table.rows[r] for p in generic or [top] for r, _ in table.tops[p])
            found = sorted((rows.index(row), order) for row, order in table.tops[top])
            columns.append(tuple((r, o, len(terms) + i) for i, (r, o) in enumerate(found)))
            terms += [Fraction(feeding * levels)] * len(found)
        word = level_name(level_of(output.frame, root_of(output.frame))).replace("total", "inv")
        weight_name = self.names.fresh(f"{self.prefix}_{word}_at_{level_name(level)}")
        weight = Coupling(weight_name, len(terms), output.channels, tuple(terms))
        self.weights.append(weight)
        return Couple(level, rows, weight, (Coupled(name, tuple(columns)),))
