"""Checkpoints: a `state_dict` in a .pt or .safetensors file, and nothing that would be executed."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from symc.errors import compare as errors
from symc.files import no_weights, reason, shown
from symc.report import CompileError

if TYPE_CHECKING:
    from torch import Tensor

State: TypeAlias = "dict[str, Tensor]"
"""The tensors of a checkpoint by name."""

PREFIXES = ("module.", "_orig_mod.")
"""What DistributedDataParallel and torch.compile put before the names of parameters."""


def read_checkpoint(path: Path) -> State:
    """The tensors of a checkpoint by name."""
    import torch

    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            found: object = load_file(path)
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as problem:
        raise CompileError(errors.no_checkpoint(shown(path), no_weights(problem))) from None
    if isinstance(found, dict) and isinstance(found.get("state_dict"), dict):
        found = found["state_dict"]
    if not isinstance(found, dict) or not all(isinstance(v, torch.Tensor) for v in found.values()):
        raise CompileError(errors.no_checkpoint(shown(path), "it holds no `state_dict`"))
    return {_bare(str(name)): tensor for name, tensor in cast(State, found).items()}


def write_checkpoint(path: Path, state: State) -> None:
    """Writes a `state_dict` by the ending of the path."""
    import torch

    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import save_file

            save_file({name: tensor.contiguous() for name, tensor in state.items()}, path)
        else:
            torch.save(state, path)
    except (OSError, RuntimeError) as problem:
        raise CompileError(errors.no_checkpoint(shown(path), reason(problem))) from None


def _bare(name: str) -> str:
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name
