"""A module against the one that its spec compiles to now: the same weights, the same function."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from symc.ir.model import Model
from symc.verify.behaviour import distance, maskable
from symc.verify.checkpoints import randomise
from symc.verify.graphs import on_graphs
from symc.verify.held import bounds, held, shared
from symc.verify.loading import Opened
from symc.verify.members import members, same, wrong_calls
from symc.verify.plain import plain
from symc.verify.routes import WAYS, Mode, Way, routed
from symc.verify.support import support
from symc.verify.values import Sizes, call, draw, kind_of

Compared = Callable[[Opened, Model, Sizes], str | None]
"""What differs between a module and a fresh one, or None."""

CLOSE = 1e-9


def agreement(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """Both are the same function by every way to run it, and beside it."""
    for name, compare in compared():
        problem = compare(opened, model, sizes)
        if problem:
            return f"{name}: {problem}"
    return None


def compared() -> tuple[tuple[str, Compared], ...]:
    """All that is compared, by name."""
    found: list[tuple[str, Compared]] = [("weights and results", _outright), ("data", _held)]
    for told, mode, ways in WAYS:
        for way in ways:
            name = f"{way.__name__.replace('_', ' ')} {told}".strip()
            found.append((name, partial(_by_way, way=way, mode=mode)))
    return (*found, *BESIDE)


def pair(opened: Opened, model: Model) -> tuple[nn.Module, nn.Module]:
    """The model of both modules with the same random weights, in double precision."""
    mine, fresh = (randomise(on_graphs(net, model)) for net in _made(opened, model))
    return mine, fresh


def _made(opened: Opened, model: Model) -> list[nn.Module]:
    """The models of both modules as they are made from one seed: modules that they call, too."""
    found: list[nn.Module] = []
    with torch.random.fork_rng(devices=[]):
        for module in (opened.module, opened.fresh):
            torch.manual_seed(0)
            made = getattr(module, model.name)(dtype=kind_of(model, torch.float64))
            found.append(made.eval())
    return found


def _outright(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """From one seed both start alike, and with the same weights they give the same results."""
    mine, fresh = pair(opened, model)
    state = fresh.state_dict()
    for name, value in mine.state_dict().items():
        if not torch.allclose(value, state[name], rtol=1e-12, atol=0):
            return f"{name} starts in another way"
    fixed = dict(fresh.named_buffers())
    for name, value in mine.named_buffers():
        if name in fixed and not torch.equal(value, fixed[name]):
            return f"the constant {name} is another one"
    for batch, more in (((4,), 0), ((2,), 3)):
        larger = {size: n + more for size, n in sizes.items()}
        for train in (False, True):
            for options in _options(model, larger, batch):
                both = []
                for net in (mine.train(train), fresh.train(train)):
                    torch.manual_seed(4)
                    with torch.no_grad():
                        both.append(call(model, net, draw(model, larger, batch, 11), **options))
                error = distance(*both)
                if not error <= CLOSE:
                    return f"they differ by {error:.1e}"
    return None


def _options(model: Model, sizes: Sizes, batch: tuple[int, ...]) -> list[dict[str, Tensor]]:
    """Without masks, and with masks of all groups that may have one."""
    masks: dict[str, Tensor] = {}
    for group in maskable(model):
        n = sizes[str(group.size)]
        there = torch.ones(*batch, n, dtype=torch.bool)
        there[0, n // 2 :] = False
        masks[f"{group.name}_mask"] = there
    return [{}, masks] if masks else [{}]


def _by_way(opened: Opened, model: Model, sizes: Sizes, way: Way, mode: Mode) -> str | None:
    """The same by another way of running code: results, derivatives, maps."""
    mine, fresh = (routed(model, net, sizes, way, mode) for net in pair(opened, model))
    return differ(mine, fresh)


def differ(mine: list[Tensor] | str, fresh: list[Tensor] | str, close: float = CLOSE) -> str | None:
    """How tensors, or what was raised in their place, differ."""
    if isinstance(mine, str) or isinstance(fresh, str):
        told = (each if isinstance(each, str) else "results" for each in (mine, fresh))
        return None if mine == fresh else "{} where a fresh module gives {}".format(*told)
    if len(mine) != len(fresh):
        return "there are other tensors"
    error = distance(mine, fresh)
    return None if error <= close else f"they differ by {error:.1e}"


def _methods(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """Methods give the same and leave the same weights."""
    both = (members(model, net, sizes) for net in _nets(opened, model))
    for (word, *mine), (other, *fresh) in zip(*both, strict=False):
        if word != other or not same(mine, fresh):
            return f"{word} gives or leaves something else"
    return None


def _refusals(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """What does not fit is refused in the same words."""
    nets = _nets(opened, model)
    for arguments, options in wrong_calls(model, sizes):
        said = []
        for net in nets:
            try:
                with torch.no_grad():
                    net(*arguments, **options)
                said.append("")
            except Exception as problem:
                said.append(f"{type(problem).__name__}: {problem}")
        if said[0] != said[1]:
            return f"{said[0]!r} where a fresh module says {said[1]!r}"
    return None


def _held(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """Both hold the same beside weights."""
    mine, fresh = _nets(opened, model)
    tables, wanted = shared(mine), shared(fresh)
    both = {name: tables[name] for name in wanted if name in tables}
    first, second = {**held(mine), **both}, {**held(fresh), **{name: wanted[name] for name in both}}
    for name in {**first, **second}:
        if not same(first.get(name, "nothing"), second.get(name, "nothing")):
            return f"{name} is another one"
    return None


def _bounds(opened: Opened, model: Model, sizes: Sizes) -> str | None:
    """Both derive the same bounds."""
    mine, fresh = _nets(opened, model)
    for (word, one), (_, other) in zip(bounds(mine), bounds(fresh), strict=True):
        if not same(one, other):
            return f"{word}: they differ"
    return None


BESIDE: tuple[tuple[str, Compared], ...] = (
    ("bounds", _bounds),
    ("methods", _methods),
    ("refusals", _refusals),
    ("functions", lambda opened, *_: support(opened.module, opened.fresh)),
    ("derivatives as exported", lambda opened, *_: plain(opened.module)),
)
"""What is compared besides results."""


def _nets(opened: Opened, model: Model) -> list[nn.Module]:
    """The models of both modules as they are, where a graph has no batch axes."""
    return [randomise(net) for net in _made(opened, model)]
