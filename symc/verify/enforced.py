"""Symmetries that are enforced around a model: exactly, in expectation, or not at all."""

from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from symc.algebra.elements import make_of
from symc.ir.enforcement import Average, Canonical, Enforced, Frame, Sample
from symc.ir.model import Extern, Model
from symc.ir.symmetry import Group, tensors_of
from symc.verify.acting import act, act_on_values
from symc.verify.elements import far
from symc.verify.results import Around
from symc.verify.values import Sizes, call, draw

CALLS, ELEMENTS, INPUTS = 64, 4, 8
"""How often a model with random elements is called, for how many elements and inputs."""

LIKELY = 6.0
"""The largest mean error, in standard errors, that counts as chance."""


def enforced(model: Model) -> dict[Group, Enforced]:
    """The groups that something goes around the model for, or that are free all over it."""
    return {each.group: each for each in model.enforced}


def inexact(model: Model) -> dict[Group, Enforced]:
    """Those that one call need not keep."""
    exact = Frame | Average | Canonical
    return {g: each for g, each in enforced(model).items() if not isinstance(each.method, exact)}


def unplaced(model: Model) -> frozenset[Group]:
    """Groups that a model of few points need not keep: they may not say which way is up."""
    held = enforced(model).items()
    learned = frozenset(group for group, each in held if isinstance(each.method, Canonical))
    return learned | frozenset(inexact(model))


def described(model: Model, group: Group) -> str:
    """A group, with how it is enforced."""
    each = enforced(model).get(group)
    return group.name if each is None else f"{group.name} {each.text}"


def externs(model: Model) -> dict[str, str]:
    """The modules of the user's that a model calls, by name, and where they are from."""
    return {n.op.name: n.op.path for n in model.nodes if isinstance(n.op, Extern)}


def straight_through(model: Model) -> str:
    """Why derivatives are not those of differences, or nothing."""
    chosen = [
        group.name
        for group, each in enforced(model).items()
        if isinstance(each.method, Canonical)
        and make_of(group, "canonical") in ("table", "permutation")
    ]
    return f"those of the choice of {' and '.join(chosen)} pass straight through" if chosen else ""


def is_random(model: Model) -> bool:
    """Whether two calls of a model differ."""
    return any(isinstance(each.method, Sample) for each in enforced(model).values())


def steady(net: nn.Module) -> nn.Module:
    """A module that draws the same elements in every call, and leaves the generator alone."""
    net.register_forward_pre_hook(_start)
    net.register_forward_hook(_stop, always_call=True)
    return net


_states: list[Tensor] = []


def _start(net: nn.Module, given: object) -> None:
    _states.append(torch.get_rng_state())
    torch.manual_seed(9)


def _stop(net: nn.Module, given: object, made: object) -> None:
    torch.set_rng_state(_states.pop())


def around(model: Model, net: nn.Module, sizes: Sizes, each: Enforced) -> Around:
    """How far a model is from a symmetry that it need not keep; of samples, also their mean."""
    calls = CALLS if isinstance(each.method, Sample) else 1
    random, whole = Random(5), model.seen
    single = mean = chance = 0.0
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(5)
        for i in range(ELEMENTS):
            moves: Any = {each.group: far(each.group, sizes, random)}
            values = draw(whole, sizes, (INPUTS,), i)
            moved = act_on_values(whole, values, moves)
            runs = []
            for _ in range(calls):
                made, after = call(whole, net, values), call(whole, net, moved)
                parts = tensors_of(whole.result.type)
                wanted = [act(y, part, moves) for y, part in zip(made, parts, strict=True)]
                runs.append([_rows(wanted), _rows(after)])
            a, b = (torch.stack([run[k] for run in runs]) for k in (0, 1))
            size = float(torch.maximum(a.abs().max(), b.abs().max()).clamp_min(1e-30))
            gaps = a - b
            single = max(single, float(gaps[0].abs().max()) / size)
            mean = max(mean, float(gaps.mean(0).abs().max()) / size)
            chance = max(chance, _chance(gaps, size)) if calls > 1 else 0.0
    if calls == 1:
        return Around(each.group.name, each.text, "not kept", single)
    return Around(each.group.name, each.text, "in expectation", single, calls, mean, chance, LIKELY)


def _rows(tensors: list[Tensor]) -> Tensor:
    return torch.cat([y.reshape(len(y), -1) for y in tensors], 1)


def _chance(gaps: Tensor, size: float) -> float:
    """The largest mean over calls, in standard errors; rounding is none."""
    error = gaps.std(0) / len(gaps) ** 0.5
    return float((gaps.mean(0).abs() / error.clamp_min(1e-9 * size)).max())
