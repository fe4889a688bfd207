"""The pass `Module -> Solution`; every count is asserted against the closed formula."""

from dataclasses import replace
from functools import cache

from symc.algebra import (
    clusters,
    has_powers,
    hom,
    joint_maps,
    maps_between,
    maps_of,
    nested,
    plain_entries,
    product_of,
    signature_between,
    tensors,
    tree_between,
)
from symc.algebra.counting import counted
from symc.algebra.diagrams import split
from symc.algebra.nested import Tree
from symc.algebra.schur import by_irrep, is_by_irrep
from symc.ir.diagram import Diagram
from symc.ir.model import Bilinear, Linear, Model, Module, Node
from symc.ir.solution import Basis, Factor, Pair, Solution, Solved, Tie
from symc.ir.symmetry import Group, Part
from symc.solve.choice import Choice, choose
from symc.solve.graded import Grader, is_graded
from symc.solve.idle import without_idle
from symc.solve.live import live
from symc.solve.zeros import without_zeros


def solve(module: Module) -> Solution:
    """Every basis of a module."""
    return Solution(
        module.name, module.text, tuple(_model(live(without_zeros(m))) for m in module.models)
    )


def _model(model: Model) -> Solved:
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    graded = is_graded(model)
    bases = tuple(
        _graded(node, parts) if graded and isinstance(node.op, Linear) else _basis(node, parts)
        for node in model.nodes
        if _has_basis(node)
    )
    return without_idle(Solved(model, bases))


def _graded(node: Node, parts: dict[str, Part]) -> Basis:
    """A linear node of a model in which some symmetry is not exact."""
    inputs = tuple(parts[name] for name in node.inputs)
    outputs = tuple(value.part for value in node.outputs)
    grader = Grader(node, inputs, outputs)
    ends = [
        (sources, target)
        for sources in sources_of(node)
        for target in range(len(outputs))
        if sources or not _is_unbiased(node, target)
    ]
    assert isinstance(node.op, Linear)
    exact = () if node.op.residual else ends
    found = (grader.exact(sources, target, _factor) for sources, target in exact)
    pairs = tuple(pair for pair in found if pair is not None)
    made = grader.graded(ends, _factor)
    return Basis(node, pairs, grader.folded, grader.reasons, graded=made)


def _has_basis(node: Node) -> bool:
    return isinstance(node.op, Linear | Bilinear)


def _basis(node: Node, parts: dict[str, Part]) -> Basis:
    inputs = tuple(parts[name] for name in node.inputs)
    outputs = tuple(value.part for value in node.outputs)
    wanted = [
        (sources, target)
        for sources in sources_of(node)
        for target in range(len(outputs))
        if (sources or not _is_unbiased(node, target))
        and maps_between(tuple(inputs[i] for i in sources), outputs[target])
    ]
    found = irreps_of(node, (*inputs, *outputs))
    if found:
        inputs = tuple(by_irrep(part, found) for part in inputs)
        outputs = tuple(by_irrep(part, found) for part in outputs)
    choice = choose(node, inputs, outputs, tuple(wanted))
    pairs = tuple(_pair(sources, inputs, target, outputs, choice) for sources, target in wanted)
    reasons = tuple(f"{g.name}: one matrix for each irrep (Schur)" for g in found)
    return Basis(
        node, pairs, choice.folded, (*reasons, *choice.reasons), choice.by_frequency, found
    )


def irreps_of(node: Node, parts: tuple[Part, ...]) -> tuple[Group, ...]:
    """The groups of which every part of a linear node is one irrep."""
    if not isinstance(node.op, Linear):
        return ()
    groups = dict.fromkeys(group for part in parts for group in part.groups)
    return tuple(group for group in groups if is_by_irrep(group, parts))


def _is_unbiased(node: Node, target: int) -> bool:
    return isinstance(node.op, Linear) and node.outputs[target].name in node.op.unbiased


def sources_of(node: Node) -> list[tuple[int, ...]]:
    """What maps come from: every input, or pair of inputs, and the constant."""
    match node.op:
        case Linear(bias=bias, maps=has_maps):
            count = len(node.inputs) if has_maps else 0
            singles: list[tuple[int, ...]] = [(i,) for i in range(count)]
            return [*singles, ()] if bias else singles
        case Bilinear(split):
            right = range(split, len(node.inputs))
            return [(i, j) for i in range(split) for j in right]
    raise AssertionError(node.op)


def _pair(
    sources: tuple[int, ...],
    inputs: tuple[Part, ...],
    target: int,
    outputs: tuple[Part, ...],
    choice: Choice,
) -> Pair:
    bottoms, output = tuple(inputs[i] for i in sources), outputs[target]
    dimension = maps_between(bottoms, output)
    fixed = plain_entries(output)
    for part in bottoms:
        fixed *= plain_entries(part)
    if has_powers((*bottoms, output)):
        return _joint(sources, bottoms, target, output, fixed, choice)
    factors: list[Factor] = []
    ties: list[Tie] = []
    made = fixed
    for groups in clusters((*bottoms, output)):
        if groups[0] in choice.folded:
            signature = signature_between(groups[0], bottoms, output)
            ties.append(Tie(groups, tensors(groups[0], signature)))
            made *= ties[-1].tensors.count
        else:
            factors.append(_factor(groups, bottoms, output))
            made *= len(factors[-1].maps)
    assert made == dimension, (made, dimension)
    return Pair(sources, target, tuple(factors), tuple(ties), fixed, dimension)


def _joint(
    sources: tuple[int, ...],
    bottoms: tuple[Part, ...],
    target: int,
    output: Part,
    fixed: int,
    choice: Choice,
) -> Pair:
    """A pair with symmetric or alternating powers: all groups together, in one factor or tie."""
    bare = tuple(replace(part, multiplicity=None) for part in (*bottoms, output))
    found = joint_maps(bare[:-1], bare[-1], choice.folded)
    groups = tuple(group for cluster in found.clusters for group in cluster)
    reason = f"{len(found.maps)} of {found.spanning} maps differ after exchange of slots"
    dimension = fixed * len(found.maps)
    if choice.folded:
        assert set(groups) <= set(choice.folded)
        held = tuple(tuple(each.tensor for each in maps) for maps in found.maps)
        signatures = [(g, signature_between(g, bottoms, output)) for g in groups]
        whole = product_of(tuple(tensors(*each) for each in signatures), held)
        return Pair(sources, target, (), (Tie(groups, whole),), fixed, dimension)
    maps = tuple(tuple(d for each in made for d in each.diagrams) for made in found.maps)
    factor = Factor(groups, maps, found.spanning, reason)
    return Pair(sources, target, (factor,), (), fixed, dimension)


def _factor(groups: tuple[Group, ...], bottoms: tuple[Part, ...], output: Part) -> Factor:
    if len(groups) == 1:
        found = hom(groups[0], signature_between(groups[0], bottoms, output))
        assert found is not None
        return Factor(groups, tuple((d,) for d in found.diagrams), found.spanning, found.reason)
    tree = tree_between(groups, bottoms, output)
    maps = _nested(tree)
    expected = maps_of(groups, bottoms, output)
    assert len(maps) == expected, (groups, len(maps), expected)
    drawn = counted(len(maps), "nested diagram")
    reason = f"{drawn} on {counted(len(tree.parents[0]), 'slot')} of {groups[0].name}"
    return Factor(groups, maps, len(maps), reason)


@cache
def _nested(tree: Tree) -> tuple[tuple[Diagram, ...], ...]:
    """Nested partitions as one diagram per group, the cheapest first."""
    maps = [
        tuple(
            split(web.blocks, k, web.epsilon, len(web.epsilon))
            for web, k in zip(webs, tree.below, strict=True)
        )
        for webs in nested(tree)
    ]
    return tuple(sorted(maps, key=lambda ds: (sum(d.waist for d in ds), [d.key for d in ds])))
