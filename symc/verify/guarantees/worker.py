"""One of two processes that train a model together."""

import os
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from symc.verify.guarantees.case import loss_of, prior_of
from symc.verify.guarantees.distributed import WORLD, step
from symc.verify.loading import run_text


def work(folder: str, path: str, name: str, rank: int) -> None:
    """Trains on this process's half of the batch; the first process saves the weights."""
    torch.set_num_threads(1)
    store = f"file://{folder}/store"
    dist.init_process_group("gloo", init_method=store, rank=rank, world_size=WORLD)
    module = run_text(Path(path).read_text(encoding="utf-8"), path)
    start = torch.load(Path(folder) / "start.pt", weights_only=True)
    arguments, options = start["inputs"][rank]
    dtype = next((x.dtype for x in start["state"].values()), None)
    found = {}
    for how, wrap in (("DDP", nn.parallel.DistributedDataParallel), ("FSDP", _sharded)):
        net: nn.Module = getattr(module, name)(dtype=dtype)
        net.load_state_dict(start["state"])
        whole = wrap(net).eval()
        step(whole, partial(_loss, whole, net, arguments, options))
        found[how] = _gathered(net)
    if rank == 0:
        torch.save(found, Path(folder) / "end.pt")
    dist.barrier()
    # Both are done. Threads of gloo that are still there would end the process by an error.
    os._exit(0)


def _loss(
    whole: nn.Module, net: nn.Module, arguments: tuple[Any, ...], options: dict[str, Any]
) -> Tensor:
    return loss_of(_leaves(whole(*arguments, **options))) + prior_of(net)


def _leaves(result: Any) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result]
    return [leaf for each in result for leaf in _leaves(each)]


def _sharded(net: nn.Module) -> nn.Module:
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    fully_shard(net, mesh=init_device_mesh("cpu", (WORLD,)))
    return net


def _gathered(net: nn.Module) -> dict[str, Tensor]:
    found = {}
    for name, value in net.state_dict().items():
        full = getattr(value, "full_tensor", None)
        found[name] = full() if full is not None else value
    return found
