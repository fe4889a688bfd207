"""From the solved and scheduled models of a file to an account of each."""

from symc.algebra import is_complex
from symc.errors.reasons import no_map
from symc.explain.account import Account, Layer, Level, Maps
from symc.explain.algorithms import algorithms_of
from symc.explain.cost import COMPLEX, REAL, Cost, entries, times, total, volume
from symc.explain.costs import built, rows_of, step_cost, widths
from symc.explain.gather import Gathered, gather
from symc.explain.groups import known
from symc.explain.moved import moved_lines
from symc.explain.polynomial import Polynomial
from symc.explain.reasons import plan_of, reasons_of, squeezed
from symc.explain.relaxed import loose, relaxed_lines
from symc.explain.waves import frequencies
from symc.explain.weights import weights_lines
from symc.ir.model import Argument, Bilinear, Linear, Model, Node
from symc.ir.plan import Expand, Mix, Plan, Scheduled, Stage
from symc.ir.solution import Basis, Pair, Solution, Solved
from symc.ir.symmetry import Axis, Group, Part, declared, parts_of
from symc.ir.waist import Level as Waist

Parts = dict[str, Part]


def explain(solution: Solution, plan: Plan) -> tuple[Account, ...]:
    """An account of every model, in the order of the file."""
    pairs = zip(solution.models, plan.models, strict=True)
    return tuple(_account(solved, scheduled) for solved, scheduled in pairs)


def _account(solved: Solved, scheduled: Scheduled) -> Account:
    model = solved.model
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    nodes = (*model.nodes, *scheduled.model.nodes)
    parts |= {v.name: v.part for node in nodes for v in node.outputs}
    bases = {basis.node.name: basis for basis in solved.bases}
    stages = {stage.name: stage for stage in scheduled.stages}
    size = COMPLEX if any(map(is_complex, model.groups)) else REAL
    layers = tuple(
        _layer(group, bases, stages, parts, size, scheduled.model.nodes, model)
        for group in gather(scheduled.model.nodes)
    )
    seen = model.seen
    return Account(
        model.name,
        tuple((a.name, str(a.type)) for a in seen.arguments),
        str(seen.result.type),
        tuple(map(str, declared(model.groups))),
        known(model),
        _sizes(model.arguments),
        size == COMPLEX,
        layers,
        tuple((str(group), words) for group, words in loose(model).items()),
    )


def _sizes(arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    axes = [axis for a in arguments for part in parts_of(a.type) for axis in part.axes]
    return tuple(dict.fromkeys(x.extent for x in axes if isinstance(x.extent, str)))


def _layer(
    group: Gathered,
    bases: dict[str, Basis],
    stages: dict[str, Stage],
    parts: Parts,
    size: int,
    nodes: tuple[Node, ...],
    written: Model,
) -> Layer:
    held = [stages[node.name] for node in group.nodes]
    based = [bases[node.name] for node in group.nodes if node.name in bases]
    cost = total(_stage_cost(stage, parts) for stage in held).of(size)
    dense = [_dense(node, parts) for node in group.nodes]
    counted = [each for each in dense if each is not None]
    rest = (
        _stage_cost(stage, parts).flops
        for stage, each in zip(held, dense, strict=True)
        if each is None
    )
    inside = {node.name for node in group.nodes}
    outside = [node for node in group.nodes if not _only_feeds(node, group, inside)]
    return Layer(
        group.name,
        group.nodes[-1].text,
        type(group.nodes[0].op).__name__.lower(),
        tuple(maps for basis in based for maps in _all_maps(basis, parts)),
        tuple(
            level
            for node, stage in zip(group.nodes, held, strict=True)
            for level in _levels(stage, _folded(node, bases))
        ),
        tuple(
            dict.fromkeys(
                (
                    *(line for basis in based for line in plan_of(basis)),
                    *squeezed(held),
                    *relaxed_lines(held),
                    *moved_lines(group.nodes, written),
                    *algorithms_of(group.nodes, held, parts, nodes),
                    *weights_lines(group.nodes, held),
                ),
            )
        ),
        sum(p.count for stage in held for p in stage.parameters),
        cost,
        total(map(built, held)).of(size),
        Polynomial.total((*counted, *rest)) if counted else None,
        tuple((v.name, str(v.part)) for node in outside for v in node.outputs),
    )


def _only_feeds(node: Node, group: Gathered, inside: set[str]) -> bool:
    """Whether all outputs of a node are read in the same call."""
    read = {name for other in group.nodes for name in other.inputs}
    return node.name in inside and all(value.name in read for value in node.outputs)


def _stage_cost(stage: Stage, parts: Parts) -> Cost:
    channels = {name: part.channels for name, part in parts.items()}
    costs = []
    for step in stage.steps:
        costs.append(step_cost(step, channels))
        channels |= widths(step, channels)
    return total(costs)


def _dense(node: Node, parts: Parts) -> Polynomial | None:
    """The operations of one dense matrix or array from all inputs to all outputs."""
    inputs = [entries(parts[name]) for name in node.inputs]
    outputs = Polynomial.total(entries(value.part) for value in node.outputs)
    match node.op:
        case Linear(maps=True):
            return times(Polynomial.total(inputs) * outputs, 2)
        case Bilinear(split, mode):
            left, right = node.inputs[:split], node.inputs[split:]
            if mode == "full":
                pairs = Polynomial.total(inputs[:split]) * Polynomial.total(inputs[split:])
                return times(pairs * outputs, 3)
            return Polynomial.total(
                _dense_product(parts[a], parts[b], value.part)
                for a in left
                for b in right
                for value in node.outputs
            )
    return None


def _dense_product(left: Part, right: Part, target: Part) -> Polynomial:
    """Channels mixed on both sides, then one dense array for each channel of the target."""
    c = target.channels
    places = [Polynomial.product(axis.extent for axis in p.axes) for p in (left, right, target)]
    mixed = times(entries(left), 2 * c) + times(entries(right), 2 * c)
    return mixed + times(places[0] * places[1] * places[2], 3 * c)


def _all_maps(basis: Basis, parts: Parts) -> list[Maps]:
    """The maps of every pair of tensors, with those that there are none of, constants last."""
    found = {(pair.sources, pair.target): pair for pair in basis.pairs}
    node = basis.node
    sources = [tuple(i for i in key) for key in _sources(node)]
    targets = range(len(node.outputs))
    return [
        _maps(basis, key, target, found.get((key, target)), parts)
        for key in sources
        for target in targets
        if key or (key, target) in found
    ]


def _sources(node: Node) -> list[tuple[int, ...]]:
    match node.op:
        case Bilinear(split):
            right = range(split, len(node.inputs))
            return [(i, j) for i in range(split) for j in right]
        case Linear(maps=False):
            return [()]
    return [*((i,) for i in range(len(node.inputs))), ()]


def _maps(
    basis: Basis, sources: tuple[int, ...], target: int, pair: Pair | None, parts: Parts
) -> Maps:
    node = basis.node
    names = tuple(node.inputs[i] for i in sources)
    value = node.outputs[target]
    given = tuple(parts[name] for name in names)
    shown = " x ".join(map(str, given)) or "the constant"
    if pair is None:
        _, _, why = no_map(given, value.part).partition("because ")
        return Maps(names or None, shown, value.name, str(value.part), 0, 0, 1, (why,))
    spanning = pair.fixed
    for factor in pair.factors:
        spanning *= factor.spanning
    for tie in pair.ties:
        spanning *= tie.tensors.count
    return Maps(
        names or None,
        shown,
        value.name,
        str(value.part),
        pair.dimension,
        spanning,
        pair.fixed,
        reasons_of(pair),
    )


def _folded(node: Node, bases: dict[str, Basis]) -> tuple[Group, ...]:
    """The groups whose axes are in the channels."""
    return bases[node.name].folded if node.name in bases else ()


def _levels(stage: Stage, folded: tuple[Group, ...]) -> list[Level]:
    """The matrix products of a stage, wide waists last."""
    found: list[Level] = []
    for step in stage.steps:
        match step:
            case Mix():
                found.append(_level(step, folded))
            case Expand(program=program, twist=twist) if twist is not None:
                groups = program.frame.axes
                names = ", ".join(group.name for group in groups)
                size = Polynomial.product(program.frame.sizes)
                rows_ = sum(row.channels for row in twist.rows)
                weight = twist.weight
                columns_ = sum(weight.columns)
                copies = len(twist.orders)
                axes = f"[{names}]{_inside(folded)}"
                found.append(Level(axes, size, rows_, columns_, copies, weight.count, 0))
    return found


def _level(step: Mix, folded: tuple[Group, ...]) -> Level:
    """One matrix product; by frequencies it is one for each of them."""
    inside = _inside(folded) if (step.weight and step.weight.ties) or step.bias else ""
    columns = sum(column.channels * len(column.orders) for column in step.columns)
    waves = 1
    if step.cycle > 1:
        waves = frequencies(step.cycle)
        inside = f" at every frequency of {folded[0].name}"
    return Level(
        f"{_axes(step.level)}{inside}",
        times(volume(step.level), step.entries * waves),
        rows_of(step) // step.cycle,
        columns // step.cycle,
        1,
        step.weight.count if step.weight else 0,
        step.bias.count if step.bias else 0,
    )


def _axes(level: Waist) -> str:
    axes = (Axis(group.size, group) for group, t in level for _ in range(t))
    return str(Part(tuple(axes)))


def _inside(folded: tuple[Group, ...]) -> str:
    """Groups whose entries are among rows and columns."""
    return f" with all entries of {', '.join(group.name for group in folded)}" if folded else ""
