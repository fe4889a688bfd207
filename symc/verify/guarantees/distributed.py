"""Two processes over gloo: `DistributedDataParallel` and FSDP train as one process does."""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from symc.verify.guarantees.case import Broken, Case, agree, loss_of, prior_of
from symc.verify.values import Values

CLOSE = 1e-9
ITEMS = 4
WORLD = 2
RATE = 0.01

WORKER = """
import sys
sys.path[:0] = {path!r}
from symc.verify.guarantees.worker import work
work({folder!r}, {text!r}, {model!r}, int(sys.argv[1]))
"""


def trains_together(case: Case) -> None:
    """A step of two processes, by `DistributedDataParallel` and by FSDP, is that of one.

    Nothing is dropped: every process would draw that for itself.
    """
    net, values = case.net().eval(), case.values((ITEMS,))
    before = {name: value.clone() for name, value in net.state_dict().items()}
    step(net, lambda: loss_of(case.call(net, values)) / WORLD + prior_of(net))
    try:
        found = _together(case, before, values)
    except _Died:
        found = _together(case, before, values)
    wanted = net.state_dict()
    for how, state in found.items():
        if not torch.any(torch.stack([(wanted[k] != before[k]).any() for k in wanted])):
            raise Broken("a step does not change the weights")
        agree(list(wanted.values()), [state[name] for name in wanted], CLOSE, f"{how}:")


class _Died(Broken):
    """A process was ended by a signal, as threads of gloo sometimes do: no word on the model."""


def _together(case: Case, before: Mapping[str, Tensor], values: Values) -> Any:
    """The weights after a step, by how the processes work together."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        halves = [[[x.chunk(WORLD)[i].clone() for x in xs] for xs in values] for i in range(WORLD)]
        start = {"state": before, "inputs": [case.inputs(half) for half in halves]}
        torch.save(start, Path(folder) / "start.pt")
        Path(folder, "module.py").write_text(case.opened.text, encoding="utf-8")
        _processes(case, folder)
        return torch.load(Path(folder) / "end.pt", weights_only=True)


def step(net: nn.Module, loss: Callable[[], Tensor]) -> None:
    """One step of gradient descent; sharded weights are taken before they are put together."""
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    loss().backward()  # type: ignore[no-untyped-call]
    optimizer.step()


def _processes(case: Case, folder: str) -> None:
    """Runs both processes; what one of them says when it fails is why."""
    import subprocess

    text = WORKER.format(
        path=sys.path,
        folder=folder,
        text=str(Path(folder) / "module.py"),
        model=case.model.name,
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", text, str(rank)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(WORLD)
    ]
    told = [process.communicate(timeout=300)[1] for process in running]
    for process, said in zip(running, told, strict=True):
        if process.returncode:
            last = (said.strip().splitlines() or ["no message"])[-1]
            kind = Broken if process.returncode > 0 else _Died
            raise kind(re.sub(r"^\[rank\d+\]: ", "", last)[:200])
