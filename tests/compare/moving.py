"""Old and new models with the same function, by running both."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from symc import compile as compiled
from symc.compare import Compared, carry, compare, written
from symc.compiler import understand
from symc.report import Source

Inputs = list[Tensor]


def compared(old: str, new: str, name: str = "M") -> Compared:
    """What a change means for one model."""
    first, second = (understand(Source(f"{n}.sym", t)) for n, t in (("old", old), ("new", new)))
    return next(each for each in compare(first, second) if each.model == name)


def module(text: str, name: str = "M") -> Any:
    """A model in double precision."""
    space: dict[str, Any] = {"__name__": "compared"}
    exec(compiled(text), space)
    return space[name](dtype=torch.float64)


def trained(net: Any) -> dict[str, Tensor]:
    """Weights none of which is where it started."""
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
    return dict(net.state_dict())


def random(*shapes: tuple[int, ...]) -> Inputs:
    """Random inputs."""
    torch.manual_seed(1)
    return [torch.randn(shape, dtype=torch.float64) for shape in shapes]


def check_moved(
    old: str,
    new: str,
    given: Sequence[Tensor],
    there: Callable[[Sequence[Tensor]], Sequence[Tensor]] = lambda x: x,
    back: Callable[[Tensor], Tensor] = lambda y: y,
    name: str = "M",
    joined: Callable[[list[Tensor]], list[Tensor]] = lambda y: y,
) -> Compared:
    """The new model computes what the old one did, moved either way; given the old inputs, what
    the new one takes for them, and what its result is to the old one."""
    found = compared(old, new, name)
    assert found.verdict != "not", found.reason
    first = module(old, name)
    state = trained(first)
    if found.verdict == "loads":
        ways = [state]
    else:
        space: dict[str, Any] = {}
        exec(written(found), space)
        ways = [carry(found.moves, state, found.foreign), space["migrate"](state)]
    wanted = _listed(first(*given))
    for way in ways:
        second = module(new, name)
        second.load_state_dict(way)
        made = joined([back(each) for each in _listed(second(*there(given)))])
        for a, b in zip(wanted, made, strict=True):
            size = float(a.detach().abs().max())
            assert size > 1e-3, "it says nothing"
            torch.testing.assert_close(b, a, rtol=0, atol=1e-10 * size)
    return found


def _listed(made: Any) -> list[Tensor]:
    return list(made) if isinstance(made, tuple) else [made]
