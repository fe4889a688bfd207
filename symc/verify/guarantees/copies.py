"""Copies of models and of their weights: pickle, deepcopy, `torch.save`, safetensors."""

import copy
import io
import math
import pickle
import tempfile
from pathlib import Path

import torch
from torch import nn

from symc.verify.guarantees.case import Broken, Case, Inapplicable, agree
from symc.verify.values import is_complex


def pickles(case: Case) -> None:
    """A pickled model gives the same results."""
    net = case.net()
    _same(case, net, pickle.loads(pickle.dumps(net)), "pickled")


def copies(case: Case) -> None:
    """A deep copy gives the same results, and shares no memory."""
    net = case.net()
    made = copy.deepcopy(net)
    _same(case, net, made, "copied")
    held = {name: value.detach().clone() for name, value in net.state_dict().items()}
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.fill_(math.pi)
    if any(not torch.equal(value, net.state_dict()[name]) for name, value in held.items()):
        raise Broken("a copy shares its weights with the original")


def saves(case: Case) -> None:
    """Weights saved by `torch.save` are loaded with `weights_only=True`."""
    net, file = case.net(), io.BytesIO()
    torch.save(net.state_dict(), file)
    file.seek(0)
    other = case.opened.make(case.model)
    other.load_state_dict(torch.load(file, weights_only=True))
    _same(case, net, other, "saved")


def saves_safely(case: Case) -> None:
    """Weights go through a file of safetensors."""
    try:
        from safetensors.torch import load_file, save_file
    except ImportError:
        raise Inapplicable("safetensors is not installed") from None
    dtype = torch.float32 if is_complex(case.model) else torch.float64  # it knows no complex128
    net, other = case.net(dtype), case.opened.make(case.model, dtype)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.safetensors"
        save_file(net.state_dict(), path)
        other.load_state_dict(load_file(path))
    _same(case, net, other, "safetensors'", dtype)


def _same(
    case: Case, net: nn.Module, other: nn.Module, where: str, dtype: torch.dtype = torch.float64
) -> None:
    values = case.values(dtype=dtype)
    with torch.no_grad():
        agree(case.call(net, values), case.call(other, values), 0.0, where)
    wanted, found = net.state_dict(), other.state_dict()
    if list(wanted) != list(found) or not all(map(torch.equal, wanted.values(), found.values())):
        raise Broken(f"{where} weights differ")
