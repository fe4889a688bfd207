"""The pass `Module -> Solution`; every count is asserted against the closed formula."""

from symc.algebra import hom, maps_between, orders, plain_entries
from symc.ir.model import Bilinear, Linear, Model, Module, Node
from symc.ir.solution import Basis, Factor, Pair, Solution, Solved
from symc.ir.symmetry import Group, Part
from symc.solve.live import live


def solve(module: Module) -> Solution:
    """Every basis of a module."""
    return Solution(module.name, module.text, tuple(_model(live(m)) for m in module.models))


def _model(model: Model) -> Solved:
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    bases = tuple(_basis(node, parts) for node in model.nodes if _has_basis(node))
    return Solved(model, bases)


def _has_basis(node: Node) -> bool:
    return isinstance(node.op, Linear | Bilinear)


def _basis(node: Node, parts: dict[str, Part]) -> Basis:
    inputs = [parts[name] for name in node.inputs]
    found = [
        _pair(sources, inputs, target, node.outputs[target].part)
        for sources in _sources(node)
        for target in range(len(node.outputs))
    ]
    return Basis(node, tuple(pair for pair in found if pair.dimension))


def _sources(node: Node) -> list[tuple[int, ...]]:
    match node.op:
        case Linear(bias):
            singles: list[tuple[int, ...]] = [(i,) for i in range(len(node.inputs))]
            return [*singles, ()] if bias else singles
        case Bilinear(split):
            right = range(split, len(node.inputs))
            return [(i, j) for i in range(split) for j in right]
    raise AssertionError(node.op)


def _pair(sources: tuple[int, ...], inputs: list[Part], target: int, output: Part) -> Pair:
    bottoms = [inputs[i] for i in sources]
    dimension = maps_between(tuple(bottoms), output)
    fixed = plain_entries(output)
    for part in bottoms:
        fixed *= plain_entries(part)
    if dimension == 0:
        return Pair(sources, target, (), fixed, 0)
    factors = tuple(_factor(group, bottoms, output) for group in _groups(bottoms, output))
    made = fixed
    for factor in factors:
        made *= len(factor.hom.diagrams)
    assert made == dimension, (made, dimension)
    return Pair(sources, target, factors, fixed, dimension)


def _groups(bottoms: list[Part], output: Part) -> tuple[Group, ...]:
    return tuple(dict.fromkeys(group for part in (*bottoms, output) for group in orders(part)))


def _factor(group: Group, bottoms: list[Part], output: Part) -> Factor:
    below = sum(orders(part).get(group, 0) for part in bottoms)
    above = orders(output).get(group, 0)
    return Factor(group, hom(group.family, group.size, below, above))
