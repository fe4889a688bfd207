"""Gates, functions of lengths and norms by their formulas, for rotated axes one by one."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import torch
from torch import Tensor, nn

from symc.algebra import action_of
from symc.ir.model import Gate, LayerNorm, Node, NormAct
from symc.ir.plan import Normalize, Stage
from symc.ir.symmetry import Part

Definition: TypeAlias = Callable[[list[Tensor]], Tensor]

TINY = 1e-5
"""What layer norms add to a variance."""


def defined(
    node: Node, part: Part, stage: Stage, net: nn.Module, functions: Mapping[str, Definition]
) -> Definition | None:
    """The output of a node as a function of its inputs, if that is written here."""
    if part.powers or any(axis.fibres or axis.blocks or axis.site for axis in part.axes):
        return None
    turned = [i for i, axis in enumerate(part.axes) if action_of(axis) != "permutation"]
    match node.op:
        case Gate():
            return lambda xs: xs[0] * torch.sigmoid(_wide(xs[1], turned))
        case NormAct(name) if name in functions:
            function = functions[name]
            return lambda xs: _by_length(xs[0], turned, function)
        case LayerNorm():
            steps = [step for step in stage.steps if isinstance(step, Normalize)]
            if len(steps) == 1 and part.multiplicity is not None:
                return _normal(net, steps[0], turned)
    return None


def _wide(gate: Tensor, turned: list[int]) -> Tensor:
    """A gate with an axis of length 1 for every rotated one."""
    for axis in turned:
        gate = gate.unsqueeze(1 + axis)
    return gate


def _squares(x: Tensor, turned: list[int]) -> Tensor:
    """The squared lengths over all rotated axes."""
    total = x * x
    for axis in turned:
        total = torch.stack(total.unbind(1 + axis)).sum(0).unsqueeze(1 + axis)
    return total


def _by_length(x: Tensor, turned: list[int], function: Definition) -> Tensor:
    """f(|v|) v / |v|."""
    length = _squares(x, turned) ** 0.5
    return function([length]) * x / length


def _normal(net: nn.Module, step: Normalize, turned: list[int]) -> Definition:
    """Less the mean over channels, over the root of the variance; of rotated axes without mean."""
    scale = getattr(net, step.scale.name)
    shift = 0 if step.shift is None else getattr(net, step.shift.name)

    def run(xs: list[Tensor]) -> Tensor:
        x = xs[0] if turned else xs[0] - xs[0].mean(-1, keepdim=True)
        size = _squares(x, turned).mean(-1, keepdim=True)
        made: Tensor = x / (size + TINY) ** 0.5 * scale + shift
        return made

    return run
