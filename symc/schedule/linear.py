"""A linear layer by the waist: contract every input, one product per level, expand every output."""

from dataclasses import replace

from symc.algebra.schur import by_irrep
from symc.ir.model import Node, Value
from symc.ir.plan import Contract, Row, Stage, Step
from symc.ir.solution import Basis
from symc.ir.symmetry import Group
from symc.ir.waist import Level, Patterns, level_name
from symc.schedule.bench import Bench
from symc.schedule.collect import collect, ties_of
from symc.schedule.fold import program
from symc.schedule.frames import Tensor, all_groups, tensor
from symc.schedule.graded import grades_of, layer_of
from symc.schedule.mixing import Writer
from symc.schedule.names import Names

Needed = dict[Patterns, str]
"""The blocks of one tensor that are needed, and their names."""


def linear(
    basis: Basis, inputs: tuple[Value, ...], declared: tuple[Group, ...], names: Names
) -> Stage:
    """The stage of a linear node."""
    node = basis.node
    folded = basis.folded
    inputs = tuple(replace(v, part=by_irrep(v.part, basis.by_irrep)) for v in inputs)
    outputs = tuple(replace(v, part=by_irrep(v.part, basis.by_irrep)) for v in node.outputs)
    groups = all_groups([v.part for v in (*inputs, *outputs)], declared, folded)
    sources = tuple(tensor(value, groups, folded) for value in inputs)
    targets = tuple(tensor(value, groups, folded) for value in outputs)
    benches, bottoms = collect(basis, groups, sources, targets)
    ties = ties_of(basis.pairs, folded, sources, targets)
    needed: dict[int, Needed] = {i: {} for i in range(len(sources))}
    rows = {level: _rows(level, bench, sources, needed, names) for level, bench in benches.items()}
    like = (sources[0].value.name, len(sources[0].part.axes) + _channel_axes(sources[0]))
    cycle = folded[0].size if basis.by_frequency else 1
    assert isinstance(cycle, int)
    grades = grades_of(basis, sources, targets)
    writer = Writer(node.name, targets, benches, bottoms, rows, names, like, ties, cycle, grades)
    writer.write()
    steps = (*read(sources, needed), *writer.steps)
    notes = (*_notes(basis, node), *writer.notes)
    layer = layer_of(basis, inputs, tuple(writer.mixed))
    return Stage(node.name, node.text, tuple(writer.weights), steps, notes, layer)


def _channel_axes(source: Tensor) -> int:
    return 0 if source.part.multiplicity is None else 1


def _rows(
    level: Level,
    bench: Bench,
    sources: tuple[Tensor, ...],
    needed: dict[int, Needed],
    names: Names,
) -> tuple[Row, ...]:
    blocks: dict[int, Patterns] = {}
    for at, pattern in bench.bottoms:
        blocks[at] = (*blocks.get(at, ()), pattern)
    return tuple(
        Row(piece(sources[at], block, level, needed[at], names), sources[at].channels * len(block))
        for at, block in blocks.items()
    )


def piece(source: Tensor, block: Patterns, level: Level, needed: Needed, names: Names) -> str:
    """The name of a block of pieces of a tensor; the tensor itself is its own."""
    if block not in needed:
        alone = len(block) == 1 and block[0].is_root
        wanted = f"{source.value.name}_{level_name(level)}"
        name = source.flat if alone else names.fresh(wanted)
        if not alone and name == source.flat:  # of a group that is called Flat
            name = names.fresh(wanted)
        needed[block] = name
    return needed[block]


def read(sources: tuple[Tensor, ...], needed: dict[int, Needed]) -> tuple[Step, ...]:
    """The steps that arrange and contract every tensor of which something is needed."""
    steps: list[Step] = []
    for i, source in enumerate(sources):
        if needed[i] and not source.is_arranged:
            steps.append(source.arrange())
        wanted = [block for block, name in needed[i].items() if name != source.flat]
        if wanted:
            made = program(source.frame, wanted)
            steps.append(Contract(source.flat, made, tuple(needed[i][b] for b in wanted)))
    return tuple(steps)


def _notes(basis: Basis, node: Node) -> tuple[str, ...]:
    """How many maps there are, and why they are fewer than the diagrams."""
    several = len(node.inputs) > 1 or len(node.outputs) > 1
    maps = [pair for pair in basis.pairs if pair.sources]
    counts = [
        f"{node.inputs[pair.sources[0]]} -> {node.outputs[pair.target].name} {pair.dimension}"
        for pair in maps
    ]
    told = ", ".join(counts) if several else "".join(str(pair.dimension) for pair in maps)
    biases = "+".join(str(pair.dimension) for pair in basis.pairs if not pair.sources)
    reasons = dict.fromkeys(
        factor.reason
        for pair in maps
        for factor in pair.factors
        if len(factor.maps) < factor.spanning
    )
    counted = f"maps per channel pair: {told or 0}; biases: {biases or 0}"
    return (counted, *reasons, *basis.reasons)
