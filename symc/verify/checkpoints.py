"""Checkpoints read without executing anything in them, and weights put into models."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from symc.errors import verified as errors
from symc.files import no_weights
from symc.ir.model import Model
from symc.report import CompileError
from symc.verify.loading import Opened, differences, shapes

State = dict[str, Tensor]

WRAPPERS = ("module.", "_orig_mod.")
"""What `DistributedDataParallel` and `torch.compile` put before names."""


def read_checkpoint(path: Path, shown: str) -> State:
    """The weights in a file by `torch.save` or of safetensors."""
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            found: object = load_file(path)
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except ImportError:
        raise CompileError(errors.bad_checkpoint(shown, "safetensors is not installed")) from None
    except Exception as problem:
        raise CompileError(errors.bad_checkpoint(shown, no_weights(problem))) from None
    return _state(found, shown)


def _state(found: object, shown: str) -> State:
    for key in ("state_dict", "model"):
        inner = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(inner, Mapping):
            found = inner
    if not isinstance(found, Mapping) or not all(isinstance(x, Tensor) for x in found.values()):
        raise CompileError(errors.bad_checkpoint(shown, "it is no mapping from names to tensors"))
    state = {str(name): value for name, value in found.items()}
    for prefix in WRAPPERS:
        if state and all(name.startswith(prefix) for name in state):
            state = {name.removeprefix(prefix): value for name, value in state.items()}
    for name, value in state.items():
        if not bool(torch.isfinite(value).all()):
            raise CompileError(errors.no_numbers(shown, name))
    return state


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
    return next(model for model in _models(opened) if model.name == fitting[0])


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
