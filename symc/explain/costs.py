"""What a step of a plan costs for one item of a batch: operations, and numbers moved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import factorial, prod

from symc.algebra import orders
from symc.explain.polynomial import ZERO, Polynomial
from symc.ir.diagram import Half
from symc.ir.plan import (
    Add,
    Arrange,
    Attend,
    Contract,
    Expand,
    Mix,
    Reduce,
    Restore,
    Step,
)
from symc.ir.solution import Basis
from symc.ir.symmetry import Part
from symc.ir.waist import Fold, Frame, Level, Pattern, Program, is_identity, open_axes

BYTES = 4
"""The size of a float32."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Additions and multiplications, and numbers read and written, weights not among them."""

    flops: Polynomial = ZERO
    moved: Polynomial = ZERO

    @property
    def bytes(self) -> Polynomial:
        """The memory traffic in float32."""
        return self.moved * Polynomial.of(BYTES)

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.flops + other.flops, self.moved + other.moved)


def total(costs: Iterable[Cost]) -> Cost:
    """The sum."""
    found = list(costs)
    return Cost(
        Polynomial.total(cost.flops for cost in found),
        Polynomial.total(cost.moved for cost in found),
    )


def entries(part: Part) -> Polynomial:
    """The numbers in a tensor, channels included."""
    return times(Polynomial.product(axis.extent for axis in part.axes), part.channels)


def times(polynomial: Polynomial, factor: int) -> Polynomial:
    """A whole multiple."""
    return polynomial * Polynomial.of(factor)


def volume(level: Level) -> Polynomial:
    """The entries at a level, per channel."""
    return Polynomial.product(group.size for group, t in level for _ in range(t))


def step_cost(step: Step, channels: Mapping[str, int]) -> Cost:
    """The cost of a step; steps that it does not know are left to the layer that they are in."""
    match step:
        case Arrange(part=part, order=order) | Restore(part=part, order=order):
            straight = is_identity(order)
            return Cost() if straight else Cost(ZERO, times(entries(part), 2))
        case Contract(source, program):
            return _program_cost(program, channels.get(source, 1), _read)
        case Mix():
            return _mix_cost(step)
        case Expand():
            return _expand_cost(step)
        case Attend():
            return _attend_cost(step)
        case Reduce(part=part):
            return Cost(entries(part), entries(part))
        case Add(sources=sources, part=part):
            size = entries(part)
            return Cost(times(size, len(sources)), times(size, len(sources) + 1))
    made: object = getattr(step, "part", None)
    if not isinstance(made, Part):
        return Cost()
    return Cost(entries(made), times(entries(made), 2))


def widths(step: Step, channels: Mapping[str, int]) -> dict[str, int]:
    """The channels of the frames and pieces that a step makes."""
    match step:
        case Arrange(target=target, part=part, order=order, folded=folded, atoms=atoms):
            lengths = [extent for axis in atoms for extent in axis]
            held = [lengths[i] for i in order[len(order) - folded :]] if folded else []
            inside = prod(extent for extent in held if isinstance(extent, int))
            return {target: part.channels * inside}
        case Contract(source, program, targets):
            c = channels.get(source, 1)
            return {t: c * len(port) for t, port in zip(targets, program.ports, strict=True)}
        case Mix(columns=columns):
            return {column.target: column.channels for column in columns}
        case Expand(target=target, channels=c):
            return {target: c}
    return {}


def product_cost(basis: Basis, parts: tuple[Part, ...], full: bool) -> Cost:
    """The pairwise products of a bilinear layer, by its diagrams.

    One tensor for each pair of sources and bottom of the basis, over the axes that both sides or
    the waist still need, and one term for each map at its waist.
    """
    costs: list[Cost] = []
    for pair in basis.pairs:
        if len(pair.sources) != 2:
            continue
        left, right = (parts[i] for i in pair.sources)
        wide = left.channels * right.channels if full else _channels(basis, pair.target)
        size = wide * (1 if full else pair.fixed)
        joined, mixed = Polynomial.of(1), Polynomial.of(1)
        for factor in pair.factors:
            slots = [orders(left).get(group, 0) for group in factor.groups]
            extents = [Polynomial.of(group.size) for group in factor.groups]
            bottoms = {tuple(diagram.bottom for diagram in made) for made in factor.maps}
            joined = joined * Polynomial.total(
                _joined(halves, slots, extents) for halves in bottoms
            )
            mixed = mixed * Polynomial.total(
                _powers(extents, [diagram.waist for diagram in made]) for made in factor.maps
            )
        for tie in pair.ties:
            size *= tie.tensors.count
            wide *= tie.tensors.count
        costs.append(Cost(times(joined, 2 * size), times(joined, size)))
        if not full:
            costs.append(Cost(times(mixed, 2 * wide), times(mixed, wide)))
    return total(costs)


def _channels(basis: Basis, target: int) -> int:
    return basis.node.outputs[target].part.channels


def _joint(
    opened: tuple[tuple[int, ...], ...], closed: tuple[tuple[int, ...], ...], waist: int, slots: int
) -> int:
    """The axes of the product of two pieces: those of the waist, and those that are summed over."""
    return waist + sum(any(s < slots for s in b) and any(s >= slots for s in b) for b in closed)


def _joined(halves: tuple[Half, ...], slots: list[int], extents: list[Polynomial]) -> Polynomial:
    """The entries of a product of two pieces."""
    found = zip(halves, slots, strict=True)
    return _powers(extents, [_joint(half.open, half.closed, half.waist, n) for half, n in found])


def _powers(extents: list[Polynomial], exponents: list[int]) -> Polynomial:
    powers = zip(extents, exponents, strict=True)
    found = Polynomial.of(1)
    for extent, exponent in powers:
        found = found * _power(extent, exponent)
    return found


def _power(extent: Polynomial, exponent: int) -> Polynomial:
    found = Polynomial.of(1)
    for _ in range(exponent):
        found = found * extent
    return found


def _mix_cost(step: Mix) -> Cost:
    size = times(volume(step.level), step.entries)
    rows = sum(row.channels for row in step.rows)
    kept = sum(column.channels for column in step.columns)
    wide = sum(column.channels * len(column.orders) for column in step.columns)
    product = 2 * rows * wide if step.weight else 0
    bias = kept if step.bias else 0
    turned = wide - kept
    return Cost(times(size, product + bias + turned), times(size, rows + wide))


def _expand_cost(step: Expand) -> Cost:
    cost = _program_cost(step.program, step.channels, _write)
    if step.twist is not None:
        size = Polynomial.product(step.program.frame.sizes)
        rows = sum(row.channels for row in step.twist.rows)
        copies = len(step.twist.orders)
        made = 2 * rows * step.channels * copies
        cost += Cost(times(size, made), times(size, copies * (rows + step.channels)))
    return cost


def _attend_cost(step: Attend) -> Cost:
    """Queries, keys and values; scores; weighted means; and the way out."""
    points = Polynomial.of(step.group.size)
    costs = []
    for part in step.parts:
        size, c = entries(part), part.channels
        costs.append(Cost(times(size, 8 * c), times(size, 8)))
        costs.append(Cost(times(size * points, 4), times(points * points, 2 * step.heads)))
    return total(costs)


Price = Callable[[Polynomial, Polynomial], Cost]


def _read(whole: Polynomial, part: Polynomial) -> Cost:
    return Cost(whole, whole + part)


def _write(whole: Polynomial, part: Polynomial) -> Cost:
    return Cost(whole, times(whole, 2) + part)


def _program_cost(program: Program, channels: int, price: Price) -> Cost:
    """One price for every sum or vertex; diagonals are views, but for writing to them."""
    costs = []
    for fold in program.folds:
        parent = _open(program.frame, program.nodes[fold.parent])
        child = _open(program.frame, program.nodes[fold.child])
        if fold.kind == "epsilon":
            costs.append(_vertex(fold, program, channels))
        elif fold.kind == "sum":
            costs.append(price(times(parent, channels), times(child, channels)))
        elif price is _write:
            costs.append(price(times(child, channels), times(child, channels)))
    return total(costs)


def _vertex(fold: Fold, program: Program, channels: int) -> Cost:
    """An epsilon vertex: n! signed terms over the axes that it leaves alone."""
    parent = open_axes(program.frame, program.nodes[fold.parent])
    rest = [group.size for i, (group, _) in enumerate(parent) if i not in fold.axes]
    size = fold.group.size
    assert isinstance(size, int)
    terms = times(Polynomial.product(rest), channels * factorial(size))
    return Cost(terms, times(terms, 2))


def _open(frame: Frame, pattern: Pattern) -> Polynomial:
    return Polynomial.product(group.size for group, _ in open_axes(frame, pattern))
