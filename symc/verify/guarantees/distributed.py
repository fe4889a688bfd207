"""Two processes over gloo: `DistributedDataParallel` and FSDP train as one process does."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from symc.verify.guarantees.case import Broken, Case, Inapplicable, agree, loss_of, prior_of
from symc.verify.guarantees.pair import WORLD, Died, Pair
from symc.verify.values import Values

CLOSE = 1e-9
ITEMS = 4
STEPS = 3
RATE, COMPLEX_RATE = 0.01, 1e-7
ROUNDING = 1e-4
"""What Adam adds to the size of a gradient, so that one that is only rounding makes no step."""


PAIR = Pair()


def trains_together(case: Case) -> None:
    """Steps of two processes, by `DistributedDataParallel` and by FSDP, are those of one.

    Adam's moments are sharded as weights are. Nothing is dropped: every process would draw that
    for itself.
    """
    if case.draws:
        raise Inapplicable("every process draws random elements for itself")
    net, values = case.net().eval(), case.values((ITEMS,))
    before = {name: value.clone() for name, value in net.state_dict().items()}
    train(net, lambda: loss_of(case.call(net, values)) / WORLD + prior_of(net))
    try:
        found = _together(case, before, values)
    except Died:
        found = _together(case, before, values)
    wanted = net.state_dict()
    for how, state in found.items():
        if not torch.any(torch.stack([(wanted[k] != before[k]).any() for k in wanted])):
            raise Broken("training does not change the weights")
        agree(list(wanted.values()), [state[name] for name in wanted], CLOSE, f"{how}:")


def _together(case: Case, before: Mapping[str, Tensor], values: Values) -> Any:
    """The weights after all steps, by how the processes work together."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        halves = [[[x.chunk(WORLD)[i].clone() for x in xs] for xs in values] for i in range(WORLD)]
        start = {"state": before, "inputs": [case.inputs(half) for half in halves]}
        torch.save(start, Path(folder) / "start.pt")
        Path(folder, "module.py").write_text(case.opened.text, encoding="utf-8")
        PAIR.work(folder, case.model.name)
        return torch.load(Path(folder) / "end.pt", weights_only=True)


def train(net: nn.Module, loss: Callable[[], Tensor]) -> None:
    """Some steps of Adam; sharded weights are taken before they are put together.

    Of complex weights steps of descent: under FSDP the Adam of torch 2.13 leaves complex vectors
    as they are whose length the number of processes does not divide.
    """
    weights = list(net.parameters())
    optimizer: torch.optim.Optimizer = torch.optim.Adam(weights, lr=RATE, eps=ROUNDING)
    if any(weight.is_complex() for weight in weights):
        optimizer = torch.optim.SGD(weights, lr=COMPLEX_RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
