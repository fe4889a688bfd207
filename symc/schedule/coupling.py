"""Channelwise bilinear maps: channels mixed on both sides, products coupled channel by channel."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial, sqrt

from symc.ir.grades import Coupled, Couplings, Side
from symc.ir.model import Bilinear, Value
from symc.ir.parameters import Coupling, Parameter, Scale, Tied, Weight
from symc.ir.plan import Column, Mix, Row, Split, Stage, Step
from symc.ir.products import Couple, Product, Term
from symc.ir.solution import Basis
from symc.ir.symmetry import Group, Part
from symc.ir.waist import Level, Order, Pattern, Patterns, level_name, level_of
from symc.schedule.fold import root_of
from symc.schedule.frames import Tensor, is_generic, level_share
from symc.schedule.linear import Needed, piece, read
from symc.schedule.maps import maps
from symc.schedule.mixing import expand
from symc.schedule.names import Names
from symc.schedule.norms import read_norm, write_norm
from symc.schedule.split import Cut, split
from symc.schedule.ties import gain, tie


@dataclass(slots=True)
class _Side:
    """One part of an operand, its channels mixed to those of every output that it reaches."""

    source: Tensor
    mixed: Tensor
    reached: tuple[int, ...]
    widths: tuple[int, ...]
    weight: Weight
    needed: Needed = field(default_factory=dict)
    pieces: dict[str, dict[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Table:
    """The products of one level of one output, and which tops they reach in which orders."""

    products: dict[tuple[int, int, Cut], Product] = field(default_factory=dict)
    maps: set[tuple[str, Order, Pattern]] = field(default_factory=set)

    @property
    def tops(self) -> Patterns:
        """Every top, in canonical order."""
        return tuple(sorted({top for _, _, top in self.maps}))


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
    maker.tie(basis, sources)
    for pair in basis.pairs:
        i, j = pair.sources
        for each in maps(pair, groups, targets[pair.target].frame):
            cut = split(each, sources[i].frame, sources[j].frame)
            table = maker.tables[pair.target].setdefault(each.level, _Table())
            made = maker.product(i, j, pair.target, cut, table)
            table.maps.add((made.target, each.order, each.top))
    steps: list[Step] = [s.arrange() for s in dict.fromkeys(sources) if not s.is_arranged]
    steps += [_mix(side) for side in sides]
    for side in sides:
        steps += read((side.mixed,), {0: side.needed})
        steps += _splits(side)
    for target in range(len(targets)):
        steps += maker.write(target)
    parameters: list[Parameter] = [side.weight for side in sides]
    known = Couplings(tuple(map(_known, sides)), tuple(maker.coupled))
    couplings = None if maker.ties else known
    weights = (*parameters, *maker.weights)
    return Stage(node.name, node.text, weights, tuple(steps), (), couplings=couplings)


def _known(side: _Side) -> Side:
    return Side(side.weight.name, side.reached, side.widths)


def _side(
    basis: Basis, at: int, which: str, source: Tensor, targets: tuple[Tensor, ...], names: Names
) -> _Side:
    own = slice(0, 1) if which == "left" else slice(1, 2)
    reached = tuple(sorted({p.target for p in basis.pairs if at in p.sources[own]}))
    widths = tuple(targets[target].part.channels for target in reached)
    width = sum(widths)
    word = part_word(source)
    name = names.fresh(f"{which}_{word}")
    identity = tuple(range(sum(source.frame.orders)))
    mixed = Tensor(Value(name, Part(source.part.axes, width)), name, source.frame, identity, 0)
    weight = Weight(
        names.weight(f"{basis.node.name}_{which}_{word}"),
        (source.part.channels,),
        (width,),
        (Scale(width, Fraction(source.part.channels)),),
    )
    return _Side(source, mixed, reached, widths, weight)


def part_word(source: Tensor) -> str:
    """The axes of a tensor as a word: `inv`, `rot`, `points_rot`."""
    level = level_of(source.frame, root_of(source.frame))
    return level_name(level) if level else "inv"


def _mix(side: _Side) -> Mix:
    level = level_of(side.source.frame, root_of(side.source.frame))
    source = side.source
    row = Row(source.flat, source.channels)
    column = Column(side.mixed.flat, side.weight.columns[0], (side.mixed.order,))
    return Mix(level, (row,), side.weight, None, (column,), source.value.name, 0, source.entries)


def _splits(side: _Side) -> list[Step]:
    """Every piece of a mixed tensor cut into the channels of the outputs."""
    return [
        Split(
            whole,
            tuple(cut.get(target, "_") for target in side.reached),
            side.widths,
            side.source.entries,
        )
        for whole, cut in side.pieces.items()
    ]


@dataclass(slots=True)
class _Maker:
    """Makes every product, coupling and expansion once."""

    prefix: str
    sides: list[_Side]
    targets: tuple[Tensor, ...]
    names: Names
    weights: list[Coupling] = field(default_factory=list)
    tables: dict[int, dict[Level, _Table]] = field(default_factory=dict)
    ties: dict[tuple[int, int, int], Tied] = field(default_factory=dict)
    coupled: list[Coupled] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = {target: {} for target in range(len(self.targets))}

    def tie(self, basis: Basis, sources: tuple[Tensor, ...]) -> None:
        """How the weights of every pair of operands and output are shared on folded axes."""
        for pair in basis.pairs:
            tied = tie(pair, basis.folded, sources, self.targets[pair.target], channels=False)
            if tied is not None:
                self.ties[pair.sources[0], pair.sources[1], pair.target] = tied

    def product(self, i: int, j: int, target: int, cut: Cut, table: _Table) -> Product:
        """The product of two pieces for one output."""
        left = "L" if self.sides[i].source.entries > 1 else ""
        right = "R" if self.sides[j].source.entries > 1 else ""
        if (i, j, cut) not in table.products:
            table.products[i, j, cut] = Product(
                self._piece(self.sides[i], cut.left, target),
                self._piece(self.sides[j], cut.right, target),
                f"{i} {j} {len(table.products)}",
                cut.left_letters + left,
                cut.right_letters + right,
                cut.letters + left + right,
                cut.epsilons,
                False,
                cut.means,
                cut.sizes,
                cut.forms,
                self.targets[target].part.channels,
            )
        return table.products[i, j, cut]

    def _piece(self, side: _Side, pattern: Pattern, target: int) -> str:
        level = level_of(side.mixed.frame, pattern)
        whole = piece(side.mixed, (pattern,), level, side.needed, self.names)
        if len(side.reached) == 1 and side.source.entries == 1:
            return whole
        cut = side.pieces.setdefault(whole, {})
        if target not in cut:
            cut[target] = self.names.fresh(f"{whole}_{side.reached.index(target)}")
        return cut[target]

    def write(self, target: int) -> tuple[Step, ...]:
        """The coupling of every level of one output, and its expansion."""
        output, tables = self.targets[target], self.tables[target]
        steps: list[Step] = []
        pieces: list[tuple[Patterns, str]] = []
        for level in sorted(tables, key=lambda lv: (sum(t for _, t in lv), level_name(lv))):
            tops = tables[level].tops
            alone = len(tables) == 1 and len(tops) == 1 and tops[0].is_root
            wanted = f"{output.value.name}_to_{level_name(level)}"
            name = output.flat if alone else self.names.fresh(wanted)
            pieces.append((tops, name))
            make = self._couple_tied if self.ties else self._couple
            steps.append(make(level, tables[level], target, name, len(tables)))
        return (*steps, *expand(output, pieces, None))

    def _couple(self, level: Level, table: _Table, target: int, name: str, levels: int) -> Couple:
        output = self.targets[target]
        terms, slots = [], []
        for (i, j, _), made in table.products.items():
            orders = tuple(sorted({o for t, o, _ in table.maps if t == made.target}))
            entries = self.sides[i].source.entries * self.sides[j].source.entries
            terms.append(Term(made, orders, entries))
            slots += [(made.target, order) for _ in range(entries) for order in orders]
        tops = table.tops
        kept = tuple(
            (s, t)
            for s, (product, order) in enumerate(slots)
            for t, top in enumerate(top for top in tops for _ in range(output.entries))
            if (product, order, top) in table.maps
        )
        energy = {made.target: cut.energy for (_, _, cut), made in table.products.items()}
        generic = [p for p in tops if is_generic(output.frame, p)] or list(tops[:1])
        feeding = sum(energy[product] for product, _, top in table.maps if top in generic)
        weight = Coupling(
            self.names.weight(f"{self.prefix}_{part_word(output)}_at_{level_name(level)}"),
            len(slots),
            len(tops) * output.entries,
            output.part.channels,
            max(1, feeding) * level_share(output.frame, levels),
            None if len(kept) == len(slots) * len(tops) * output.entries else kept,
        )
        self.weights.append(weight)
        self._keep(weight, target, table)
        return Couple(level, tuple(terms), weight, name)

    def _keep(self, weight: Coupling, target: int, table: _Table) -> None:
        """Keeps the norms of a coupling's slots and tops."""
        slots: list[tuple[int, int, float]] = []
        for (i, j, cut), made in table.products.items():
            left, right = self.sides[i].mixed.frame, self.sides[j].mixed.frame
            norm = read_norm(left, cut.left) * read_norm(right, cut.right)
            for _, on in cut.epsilons:
                norm *= sqrt(factorial(len(on)))  # of k slots and m legs: k! m! is below (k + m)!
            orders = len({o for t, o, _ in table.maps if t == made.target})
            entries = self.sides[i].source.entries * self.sides[j].source.entries
            slots += [(i, j, norm)] * (orders * entries)
        output = self.targets[target]
        tops = [write_norm(output.frame, top) for top in table.tops for _ in range(output.entries)]
        self.coupled.append(Coupled(weight.name, target, tuple(slots), tuple(tops), weight.kept))

    def _couple_tied(
        self, level: Level, table: _Table, target: int, name: str, levels: int
    ) -> Couple:
        """Folded axes: slots and tops are whole tensors, and ties say which weights they share."""
        output = self.targets[target]
        terms: list[Term] = []
        slots: list[tuple[str, Order]] = []
        kept: list[tuple[int, int]] = []
        ties: list[Tied] = []
        tops = table.tops
        feeding = Fraction(0)
        for (i, j, cut), made in table.products.items():
            orders = tuple(sorted({o for t, o, _ in table.maps if t == made.target}))
            entries = self.sides[i].source.entries * self.sides[j].source.entries
            terms.append(Term(made, orders, entries))
            tied = self.ties[i, j, target]
            for order in orders:
                for t, top in enumerate(tops):
                    if (made.target, order, top) in table.maps:
                        kept.append((len(slots), t))
                        ties.append(tied)
                        feeding += cut.energy * entries * gain(tied)
                slots.append((made.target, order))
        weight = Coupling(
            self.names.weight(f"{self.prefix}_{part_word(output)}_at_{level_name(level)}"),
            len(slots),
            len(tops),
            output.part.channels,
            (feeding / len(tops) or Fraction(1)) * level_share(output.frame, levels),
            tuple(kept),
            tuple(ties),
        )
        self.weights.append(weight)
        return Couple(level, tuple(terms), weight, name)
