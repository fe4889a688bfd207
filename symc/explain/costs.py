"""What a step of a plan costs for one item of a batch."""

from collections.abc import Mapping
from math import ceil, factorial, prod

from symc.algebra.product_costs import rotations
from symc.algebra.young import products
from symc.explain.cost import Cost, entries, times, total, volume
from symc.explain.factored import factors_cost
from symc.explain.polynomial import Polynomial
from symc.explain.products import couple_cost, product_cost
from symc.explain.programs import contracted, expanded
from symc.explain.relaxed import vary_cost
from symc.explain.shared import building
from symc.explain.waves import convolved, weighed
from symc.ir.factored import MultiplyFactors
from symc.ir.irrep_product import Align, Multiply, Turn
from symc.ir.parameter_graph import PassMessages
from symc.ir.parameters import Weight
from symc.ir.plain_steps import Project
from symc.ir.plan import (
    Add,
    Arrange,
    Attend,
    Contract,
    Derive,
    Expand,
    Foreign,
    Mix,
    Reduce,
    Restore,
    Split,
    Stage,
    Step,
    Symmetrize,
)
from symc.ir.products import Couple, Product
from symc.ir.relaxed import Vary
from symc.ir.submodels import Submodule
from symc.ir.symmetry import Extent, Part
from symc.ir.waist import is_identity
from symc.schedule.squeeze import AROUND


def step_cost(step: Step, channels: Mapping[str, int]) -> Cost:
    """The cost of a step; `channels` are those of the frames and pieces before it."""
    match step:
        case (
            Arrange(part=part, order=order, duals=duals)
            | Restore(part=part, order=order, duals=duals)
        ):
            size = entries(part)
            moves = (not is_identity(order)) + len(duals)
            return Cost(times(size, len(duals)), times(size, 2 * moves))
        case Contract(source, program):
            return contracted(program, channels.get(source, 1))
        case Mix():
            return _mix_cost(step)
        case Expand():
            return _expand_cost(step)
        case Product():
            return product_cost(step, channels)
        case Couple():
            return couple_cost(step, channels)
        case Symmetrize(part=part):
            return _exchange_cost(part)
        case Attend():
            return _attend_cost(step)
        case Reduce(part=part):
            return Cost(entries(part), entries(part))
        case Add(sources=sources, part=part):
            size = entries(part)
            return Cost(times(size, len(sources)), times(size, len(sources) + 1))
        case PassMessages(parts=parts, op=op):
            size = Polynomial.total(entries(part) for part in parts)
            return Cost(times(size, 6 * op.rounds * op.width**2), times(size, 8 * op.rounds))
        case Project(part=part, weight=weight):
            rows, columns = weight.rows[0], weight.columns[0]
            size = entries(part)
            return Cost(times(size, 2 * rows), times(size, 1 + ceil(rows / columns)))
        case MultiplyFactors():
            return factors_cost(step)
        case Vary():
            return vary_cost(step)
        case Align(degree=most):
            return Cost(Polynomial.of(2 * rotations(most)), Polynomial.of(0))
        case Multiply(form=form) | Turn(form=form):
            return Cost(Polynomial.of(2 * form.pairs * form.channels), Polynomial.of(0))
        case Split() | Derive() | Foreign() | Submodule():
            return Cost()
    return Cost(entries(step.part), times(entries(step.part), 2))


def built(stage: Stage) -> Cost:
    """What the parameters of a stage cost once per call, before any item of a batch is seen."""
    cycles = {step.weight: step.cycle for step in stage.steps if isinstance(step, Mix)}
    return total(
        weighed(each, cycles[each])
        if isinstance(each, Weight) and cycles.get(each, 1) > 1
        else building(each)
        for each in stage.parameters
    )


def widths(step: Step, channels: Mapping[str, int]) -> dict[str, int]:
    """The channels of the frames and pieces that a step makes; folded entries are among them."""
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
            return {column.target: column.channels * step.entries for column in columns}
        case Split(targets=targets, widths=cut):
            each = zip(targets, cut, strict=True)
            return {target: width * step.entries for target, width in each}
        case Product(target=target, channels=c) | Expand(target=target, channels=c):
            return {target: c}
    return {}


def rows_of(step: Mix) -> int:
    """The rows of the matrix of a mix: those of one entry where entries are mixed alike."""
    return sum(row.channels for row in step.rows) // step.entries


def _mix_cost(step: Mix) -> Cost:
    size = times(volume(step.level), step.entries)
    rows = rows_of(step)
    kept = sum(column.channels for column in step.columns)
    wide = sum(column.channels * len(column.orders) for column in step.columns)
    product = 2 * rows * wide if step.weight else 0
    bias = kept if step.bias else 0
    turned = wide - kept
    if step.cycle > 1:
        waves = convolved(step.cycle, rows, wide)
        return Cost(waves.flops * size + times(size, bias), waves.moved * size)
    return Cost(times(size, product + bias + turned), times(size, rows + wide))


def _expand_cost(step: Expand) -> Cost:
    cost = expanded(step.program, step.channels)
    if step.twist is not None:
        size = Polynomial.product(step.program.frame.sizes)
        rows = sum(row.channels for row in step.twist.rows)
        copies = len(step.twist.orders)
        made = 2 * rows * step.channels * copies
        passes = copies
        if step.twist.form == "fourier":
            fewer = products(len(step.program.frame.axes))
            made = ceil(2 * rows * step.channels * fewer) + 2 * copies * (rows + step.channels)
            passes = ceil((AROUND + 3 * fewer) / 2)
            size = _rising(step.program.frame.sizes)
        cost += Cost(times(size, made), times(size, passes * (rows + step.channels)))
    return cost


def _rising(sizes: tuple[Extent, ...]) -> Polynomial:
    """All permutations of all rising index tuples: n (n + 1) (n + 2) for three axes."""
    found = Polynomial.of(1)
    for i, n in enumerate(sizes):
        found = found * (Polynomial.of(n) + Polynomial.of(i))
    return found


def _exchange_cost(part: Part) -> Cost:
    """For k blocks k! permuted copies added up, and one division."""
    size = entries(part)
    costs = []
    for power in part.powers:
        copies = factorial(len(power.blocks))
        costs.append(Cost(times(size, copies), times(size, 2 * copies + 1)))
    return total(costs)


def _attend_cost(step: Attend) -> Cost:
    """Queries, keys and values; scores; weighted means; and the way out."""
    points = Polynomial.of(step.group.size)
    costs = []
    for part in step.parts:
        size, c = entries(part), part.channels
        costs.append(Cost(times(size, 8 * c), times(size, 8)))
        costs.append(Cost(times(size * points, 4), times(points * points, 2 * step.heads)))
    return total(costs)
