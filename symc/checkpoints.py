"""Checkpoints: a `state_dict` in a .pt or .safetensors file, and nothing that would be executed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from symc.errors import compare as errors
from symc.errors.verified import no_numbers
from symc.files import check_target, no_weights, reason, shown
from symc.report import CompileError

if TYPE_CHECKING:
    from torch import Tensor

State: TypeAlias = "dict[str, Tensor]"
"""The tensors of a checkpoint by name."""

HOLDERS = ("state_dict", "model")
"""Under what trainers store weights beside other things."""

WRAPPERS = ("module.", "_orig_mod.")
"""What `DistributedDataParallel` and `torch.compile` put before the names of weights."""


def read_checkpoint(path: Path, told: str = "") -> State:
    """The weights in a file by `torch.save` or of safetensors, all of them numbers."""
    import torch

    told = told or shown(path)
    if path.is_dir():
        raise CompileError(errors.no_checkpoint(told, "is a directory"))
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            found: object = load_file(path)
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except ImportError:
        raise CompileError(errors.no_checkpoint(told, "safetensors is not installed")) from None
    except Exception as problem:
        raise CompileError(errors.no_checkpoint(told, no_weights(problem))) from None
    state = state_of(found, told)
    for name, value in state.items():
        if value.layout != torch.strided or value.is_meta or value.is_quantized:
            why = f"`{name}` is no plain array of numbers"
            raise CompileError(errors.no_checkpoint(told, why))
        if not bool(torch.isfinite(value).all()):
            raise CompileError(no_numbers(told, name))
    return state


def state_of(found: object, told: str) -> State:
    """The weights in what a file held, by the names that they have in the model itself."""
    import torch

    for key in HOLDERS:
        inner = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(inner, Mapping):
            found = inner
    if not isinstance(found, Mapping) or not all(
        isinstance(value, torch.Tensor) for value in found.values()
    ):
        why = "it holds no `state_dict`, a mapping from names to tensors"
        raise CompileError(errors.no_checkpoint(told, why))
    state = {str(name): value for name, value in found.items()}
    while wrapper := next((w for w in WRAPPERS if _has_all(state, w)), None):
        state = {name.removeprefix(wrapper): value for name, value in state.items()}
    return state


def _has_all(state: State, wrapper: str) -> bool:
    return bool(state) and all(name.startswith(wrapper) for name in state)


def write_checkpoint(path: Path, state: State) -> None:
    """Writes a `state_dict` by the ending of the path; a file is written as a whole or not."""
    import torch

    check_target(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import save_file

            save_file({name: tensor.contiguous() for name, tensor in state.items()}, beside)
        else:
            torch.save(state, beside)
        beside.replace(path)
    except ImportError:
        why = "safetensors is not installed"
        raise CompileError(errors.no_checkpoint(shown(path), why)) from None
    except (OSError, RuntimeError) as problem:
        raise CompileError(errors.no_checkpoint(shown(path), reason(problem))) from None
    finally:
        beside.unlink(missing_ok=True)
