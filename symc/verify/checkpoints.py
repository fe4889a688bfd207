"""Weights put into models: those of a checkpoint, and random ones."""

import torch
from torch import nn

from symc.checkpoints import State
from symc.errors import verified as errors
from symc.ir.model import Model
from symc.report import CompileError
from symc.verify.loading import Opened, differences, shapes


def model_of(opened: Opened, state: State, shown: str) -> Model:
    """The one model that has these weights."""
    held = shapes(state)
    every = {
        m.name: differences(held, shapes(opened.make(m).state_dict())) for m in _models(opened)
    }
    fitting = tuple(name for name, found in every.items() if not found)
    if len(fitting) > 1:
        raise CompileError(errors.which_model(shown, fitting))
    if not fitting:
        near = min(every, key=lambda name: len(every[name]))
        raise CompileError(errors.other_shapes(shown, near, every[near]))
    model = next(model for model in _models(opened) if model.name == fitting[0])
    own = opened.make(model).state_dict()
    lost = [name for name, value in state.items() if value.is_complex() > own[name].is_complex()]
    if lost:
        note = f"`{lost[0]}` is complex, and the model's is real"
        raise CompileError(errors.other_shapes(shown, model.name, (note,)))
    return model


def _models(opened: Opened) -> tuple[Model, ...]:
    return opened.meaning.models


def randomise(net: nn.Module, seed: int = 0) -> nn.Module:
    """The weights that a model starts with, from a seed, and biases that are not 0."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net.reset_parameters()  # type: ignore[operator]
        with torch.no_grad():
            for parameter in net.parameters():
                if parameter.dim() < 2 and not bool((parameter - parameter.mean()).any()):
                    parameter.add_(0.3 * torch.randn_like(parameter))
    return net
