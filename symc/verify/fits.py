"""Products that are fitted, and so not equivariant: what they are off by, and the rest of a model.

With products of a rank that is exact in their place, and the same weights, a model is equivariant;
and every fit is off by no more than its bound for the weights that there are.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from symc.ir.factored import MultiplyFactors, Terms
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Model, Node
from symc.ir.parameters import Coupling, Weight
from symc.ir.plan import Stage
from symc.ir.symmetry import Extent
from symc.verify.loading import Opened, open_module
from symc.verify.probe import Hidden, Probe
from symc.verify.results import Check
from symc.verify.values import Sizes, draw, kind_of, random_value

ITEMS = 32
"""How many inputs are tried, for each point or edge."""

EXACT = 10**6
"""A rank that is always exact."""


def bound_of(stage: Stage) -> float:
    """What a product is off by for operands and weights of size 1; 0 where it is exact."""
    tables = [step.tables for step in stage.steps if isinstance(step, MultiplyFactors)]
    return max((each.bound for each in tables if isinstance(each, Terms)), default=0.0)


def is_fitted(opened: Opened, model: Model) -> bool:
    """Whether a model has a product that is not exact."""
    return any(bound_of(stage) for stage in opened.scheduled(model).stages)


def with_exact_products(opened: Opened, model: Model) -> tuple[Opened, Model]:
    """The same model with products of a rank that is exact; weights have the same names."""
    nodes = tuple(
        replace(node, op=replace(node.op, rank=EXACT))
        if isinstance(node.op, TensorProduct) and node.op.algorithm == "cp"
        else node
        for node in model.nodes
    )
    made = replace(model, nodes=nodes)
    return open_module(replace(opened.meaning, models=(made,)), ""), made


def fits(
    opened: Opened, model: Model, nets: tuple[nn.Module, nn.Module], sizes: Sizes
) -> Iterator[Check]:
    """Every fitted product beside the exact one, both with the same weights."""
    other, twin = with_exact_products(opened, model)
    for stage in opened.scheduled(model).stages:
        bound = bound_of(stage)
        node = next((n for n in model.nodes if n.name == stage.name), None)
        if not bound or node is None:
            continue
        ends = tuple(dict.fromkeys(node.inputs)), tuple(value.name for value in node.outputs)
        try:
            probes = Probe(opened, model, *ends), Probe(other, twin, *ends)
        except Hidden as hidden:
            yield Check(f"fit of {node.name}", "skipped", f"`forward` has no variable {hidden}")
            continue
        found, most = _off(model, node, stage, probes, nets, sizes)
        text = f"off by {found:.2g} |x| |y|, and at most by {most:.2g} with these weights"
        yield Check(f"fit of {node.name}", "passed" if found <= most else "failed", text)


def _off(
    model: Model,
    node: Node,
    stage: Stage,
    probes: tuple[Probe, Probe],
    nets: tuple[nn.Module, nn.Module],
    sizes: Sizes,
) -> tuple[float, float]:
    """The largest difference for operands and weights of size 1 or as they are, and its bound."""
    op = node.op
    assert isinstance(op, TensorProduct)
    given = _inputs(model, node, sizes)
    values = draw(model, sizes, (ITEMS,))
    with torch.no_grad():
        one, two = (probe(net, values, given) for probe, net in zip(probes, nets, strict=True))
    off = _norms([a - b for a, b in zip(one, two, strict=True)], given, node)
    size = torch.ones_like(off)
    for names in (node.inputs[: op.split], node.inputs[op.split : op.split + op.others]):
        size = size * _norms([given[name] for name in names], given, node)
    if op.weights == "entry":
        (name,) = node.inputs[op.split + op.others :]
        size = size * _norms([given[name]], given, node)
    ratio = torch.where(size > 0, off / size.clamp_min(1e-30), off)
    return float(ratio.max()), bound_of(stage) * _weight(stage, nets[0]) * (1 + 1e-9) + 1e-12


def _inputs(model: Model, node: Node, sizes: Sizes) -> dict[str, Tensor]:
    """Random operands: one for each item, and each point or edge."""
    values = {value.name: value for value in model.values}
    lengths: dict[str, Extent] = {group.name: group.size for group in model.groups}
    generator = torch.Generator().manual_seed(0)
    kind = kind_of(model, torch.float64)
    out = {}
    for name in dict.fromkeys(node.inputs):
        value = values[name]
        count: Extent = lengths.get(value.each, value.each) if value.each else 1
        rows = ITEMS * (sizes[count] if isinstance(count, str) else count)
        out[name] = random_value(value.part, sizes, (rows,), generator, kind)
    return out


def _norms(tensors: list[Tensor], given: dict[str, Tensor], node: Node) -> Tensor:
    """Of every entry: axes that are neither irreps nor channels are taken together."""
    rows = len(given[node.inputs[0]])
    return torch.stack([x.reshape(rows, -1).square().sum(1) for x in tensors]).sum(0).sqrt()


def _weight(stage: Stage, net: nn.Module) -> float:
    """By what the weights make an error larger: the largest one, or the norm of a matrix."""
    named: dict[str, Any] = dict(net.named_parameters())
    sizes = [1.0] if not any(p.name in named for p in stage.parameters) else []
    for parameter in stage.parameters:
        value = named[parameter.name].detach()
        if isinstance(parameter, Coupling):
            sizes.append(float(value.abs().max()))
        elif isinstance(parameter, Weight):
            sizes.append(float(torch.linalg.matrix_norm(value, 2)))
    return max(sizes)
