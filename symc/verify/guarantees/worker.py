"""One of two processes that train models together."""

import faulthandler
import json
import os
import sys
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from symc.verify.guarantees.case import loss_of, prior_of
from symc.verify.guarantees.distributed import train
from symc.verify.guarantees.pair import LIMIT, WORLD
from symc.verify.loading import run_text


def serve(folder: str, rank: int) -> None:
    """Trains models as they are asked for, a line each; answers "done", or why not and ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    torch.set_num_threads(1)
    store = f"file://{folder}/store"
    dist.init_process_group("gloo", init_method=store, rank=rank, world_size=WORLD)
    for line in sys.stdin:
        task = json.loads(line)
        sys.path[:] = task["path"]
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        try:
            _work(task["folder"], task["model"], rank)
        except Exception as problem:
            print(" ".join(f"{type(problem).__name__}: {problem}".split())[:200], file=answers)
            break
        faulthandler.cancel_dump_traceback_later()
        print("done", file=answers, flush=True)
    answers.flush()
    # Threads of gloo that are still there would end the process by an error.
    os._exit(0)


def _work(folder: str, name: str, rank: int) -> None:
    """Trains on this process's half of the batch; the first process saves the weights."""
    module = _module(Path(folder, "module.py").read_text(encoding="utf-8"))
    start = torch.load(Path(folder) / "start.pt", weights_only=True)
    arguments, options = start["inputs"][rank]
    dtype = next((x.dtype for x in start["state"].values()), None)
    found = {}
    for how, wrap in (("DDP", nn.parallel.DistributedDataParallel), ("FSDP", _sharded)):
        net: nn.Module = getattr(module, name)(dtype=dtype)
        net.load_state_dict(start["state"])
        whole = wrap(net).eval()
        train(whole, partial(_loss, whole, net, arguments, options))
        found[how] = _gathered(net)
    if rank == 0:
        torch.save(found, Path(folder) / "end.pt")
    dist.barrier()


@lru_cache(maxsize=1)
def _module(text: str) -> ModuleType:
    return run_text(text, "module.py")


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
