"""Every node without maps of its own, by itself, against what it is by definition."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from symc.ir.model import Combine, Model, Node, Pointwise, Pool
from symc.ir.parameters import Vector
from symc.ir.plan import Stage
from symc.ir.symmetry import Part
from symc.verify.definitions import defined
from symc.verify.edges import is_sited
from symc.verify.equivariance import relative
from symc.verify.loading import Opened
from symc.verify.probe import Hidden, Probe
from symc.verify.values import Sizes, draw, is_complex, kind_of, random_value

ITEMS, CLOSE = 3, 1e-12

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": lambda x: (x + x.abs()) / 2,
    "abs": lambda x: (x * x).sqrt(),
    "square": lambda x: x * x,
    "tanh": lambda x: 1 - 2 / (torch.exp(2 * x) + 1),
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),
    "silu": lambda x: x / (1 + torch.exp(-x)),
    "softplus": lambda x: torch.log(1 + torch.exp(x)),
    "gelu": lambda x: x * (1 + torch.erf(x / 2**0.5)) / 2,
    "sin": lambda x: (torch.exp(1j * x) - torch.exp(-1j * x)).imag / 2,
    "cos": lambda x: (torch.exp(1j * x) + torch.exp(-1j * x)).real / 2,
}
"""Functions of single entries by their formulas."""


def nodes(opened: Opened, model: Model, net: nn.Module, sizes: Sizes) -> str | None:
    """Functions of entries, sums, and pooling over points are what the spec says."""
    if is_sited(model) or is_complex(model):
        return None
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    stages = {stage.name: stage for stage in opened.scheduled(model).stages}
    lone = {name: partial(_first, function) for name, function in FUNCTIONS.items()}
    for node in model.nodes:
        wanted = _definition(node, parts)
        if wanted is None and node.inputs and node.name in stages:
            wanted = defined(node, parts[node.inputs[0]], stages[node.name], net, lone)
        if wanted is None:
            continue
        names = tuple(dict.fromkeys(node.inputs))
        outputs = tuple(v.name for v in node.outputs)
        generator = torch.Generator().manual_seed(len(names))
        kind = kind_of(model, torch.float64)
        given = {n: random_value(parts[n], sizes, (ITEMS,), generator, kind) for n in names}
        try:
            probe = Probe(opened, model, names, outputs)
        except Hidden:
            continue
        with torch.no_grad():
            (found, *_) = probe(net, draw(model, sizes, (ITEMS,)), given)
        expected = wanted([given[name] for name in node.inputs])
        if found.shape != expected.shape or float(relative(expected, found).max()) > CLOSE:
            return f"{node.text} is something else"
    return None


def _first(function: Callable[[Tensor], Tensor], xs: list[Tensor]) -> Tensor:
    return function(xs[0])


def _definition(node: Node, parts: dict[str, Part]) -> Callable[[list[Tensor]], Tensor] | None:
    """The output of a node as a function of its inputs, if that is written here."""
    match node.op:
        case Pointwise(function) if function in FUNCTIONS:
            return lambda xs: FUNCTIONS[function](xs[0])
        case Combine(coefficients):
            return lambda xs: torch.stack(
                [float(c) * x for c, x in zip(coefficients, xs, strict=True)]
            ).sum(0)
        case Pool(how, group):
            part = parts[node.inputs[0]]
            axes = [i for i, axis in enumerate(part.axes) if axis.group == group]
            if len(axes) == 1 and not part.axes[axes[0]].fibres:
                return lambda xs: _pooled(how, xs[0], 1 + axes[0])
    return None


def _pooled(how: str, x: Tensor, axis: int) -> Tensor:
    rows = x.unbind(axis)
    if how == "max":
        total = rows[0]
        for row in rows[1:]:
            total = torch.where(row > total, row, total)
        return total
    return torch.stack(rows).sum(0) / (len(rows) if how == "mean" else 1)


def starts(stages: tuple[Stage, ...], net: nn.Module) -> str | None:
    """Biases and shifts are 0 before a model learns, and scales 1."""
    named = dict(net.named_parameters())
    for parameter in (each for stage in stages for each in stage.parameters):
        value = named.get(parameter.name)
        if value is None or not isinstance(parameter, Vector) or parameter.start == "small":
            continue
        if bool((value != (parameter.start == "ones")).any()):
            return f"{parameter.name} does not start at {parameter.start}"
    return None
