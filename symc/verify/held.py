"""What a model holds beside its weights, and what bounds it derives for every value within."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

DEEP = 8
"""How far objects within objects are looked into."""


def held(net: nn.Module) -> dict[str, Any]:
    """The attributes that are no weights, buffers or modules, as plain data."""
    usual = vars(nn.Module())
    return {name: _plain(value, DEEP) for name, value in vars(net).items() if name not in usual}


def shared(net: nn.Module) -> dict[str, Any]:
    """The data that classes of a generated module hold, and its tables; C++ is run, not read."""
    module = vars(sys.modules[type(net).__module__])
    found = {name: value for name, value in module.items() if not name.endswith("_SOURCE")}
    for each in type(net).__mro__:
        if each.__module__ == type(net).__module__:
            found |= {f"{each.__name__}.{name}": value for name, value in vars(each).items()}
    return {
        name: _plain(value, DEEP)
        for name, value in found.items()
        if not name.rpartition(".")[2].startswith("__") and isinstance(value, DATA)
    }


DATA = (str, bool, int, float, complex, list, tuple, dict, set, frozenset, Tensor)


def _plain(value: Any, deep: int) -> Any:
    """Data as it is; of an object its class and its attributes."""
    match value:
        case Tensor() | str() | bool() | int() | float() | complex() | None:
            return value
        case Mapping():
            return {str(key): _plain(each, deep - 1) for key, each in value.items()}
        case list() | tuple():
            return tuple(_plain(each, deep - 1) for each in value)
        case set() | frozenset():
            return tuple(sorted(map(str, value)))
    name = type(value).__name__
    if deep <= 0 or isinstance(value, nn.Module) or not hasattr(value, "__dict__"):
        return name
    return {"class": name, **{key: _plain(each, deep - 1) for key, each in vars(value).items()}}


@torch.no_grad()
def bounds(net: nn.Module) -> Iterator[tuple[str, Any]]:
    """What its certificates say of every value, by every way: their least hides the others."""
    made: Any = net
    if not hasattr(net, "_followed"):
        return
    for group in (*sorted(made._groups()), None):
        state = made._followed(group, 1.0, False, 1.0)
        for kind in ("values", "joint"):
            known = state[kind].items()
            reaches = {str(n): tuple(map(float, (r.size, r.defect, r.peak))) for n, r in known}
            yield f"{kind} within, {group or 'all groups'}", reaches
    yield "the distance", tuple(map(float, made._bounds(state, None, 1.0, True)))
