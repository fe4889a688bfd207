"""Derivatives against differences, along random directions of arguments and weights together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd import forward_ad

from symc.ir.model import Model
from symc.verify.levels import level_parameters
from symc.verify.values import Sizes, Values, draw, packed, unpack

STEP = 1e-5
CLOSE = 1e-5
"""The largest difference between derivatives and differences, in units of the larger one."""

Loss = Callable[..., Tensor]
dual: Any = forward_ad  # its functions are not typed


def gradients(model: Model, net: nn.Module, sizes: Sizes) -> str | None:
    """First and second derivatives are those of the results; a gradient reaches every weight.

    Differences mislead where a function has a corner within a step. So a problem counts only if it
    is met at each of three places. All holds for large arrays, too, which some functions of a
    module treat in another way: these are told that all are large.
    """
    found: str | None = None
    for seed in range(3):
        found = _at(model, net, sizes, seed)
        if found is None:
            with as_large(net):
                return _at(model, net, sizes, seed)
    return found


@contextmanager
def as_large(net: nn.Module) -> Iterator[None]:
    """The module of a network takes all arrays for large ones."""
    held = (c.forward.__globals__ for c in type(net).__mro__ if hasattr(c, "forward"))
    names: dict[str, Any] = next((each for each in held if "_is_large" in each), {})
    before = names.get("_is_large")
    if before is None:
        yield
        return
    names["_is_large"] = lambda *_: True
    try:
        yield
    finally:
        names["_is_large"] = before


def _at(model: Model, net: nn.Module, sizes: Sizes, seed: int) -> str | None:
    loss, inputs = scalar(model, net, sizes, seed)
    names = [name for name, _ in net.named_parameters()]
    value = loss(*inputs)
    if not value.requires_grad:
        return "results do not depend on arguments and weights"
    first = torch.autograd.grad(value, inputs, create_graph=True, allow_unused=True)
    free = level_parameters(net)
    if model.surface is not None:  # what is not symmetric, such as biases of vectors, averages out
        free = frozenset(names)
    within = getattr(net, "inner", ())  # models that are tried by themselves
    free |= {name for name in names if name.partition(".")[0] in within}
    for name, found in zip(names, first[len(first) - len(names) :], strict=True):
        if name not in free and (found is None or not bool((found != 0).any())):
            return f"no gradient reaches {name}"
    return (
        _first_order(loss, inputs, first)
        or _second_order(loss, inputs, first)
        or _forward(loss, inputs, first)
    )


def scalar(
    model: Model, net: nn.Module, sizes: Sizes, seed: int = 0
) -> tuple[Loss, tuple[Tensor, ...]]:
    """A number made of all results, as a function of arguments and weights; where to take it."""
    drawn = draw(model, sizes, (2,), 8 + seed)
    values, edges = drawn[: len(model.arguments)], drawn[len(model.arguments) :]
    leaves = (x.detach().clone().requires_grad_() for xs in values for x in xs)
    names = [name for name, _ in net.named_parameters()]
    weights = (p.detach().clone().requires_grad_() for p in net.parameters())
    return _loss(model, net, [len(xs) for xs in values], names, edges), (*leaves, *weights)


def _loss(model: Model, net: nn.Module, counts: list[int], names: list[str], edges: Values) -> Loss:
    """Every entry of the results times a number of its own, as a function of tensors."""
    buffers = dict(net.named_buffers())

    def loss(*inputs: Tensor) -> Tensor:
        rest = iter(inputs)
        given = [[next(rest) for _ in range(count)] for count in counts]
        state = dict(zip(names, rest, strict=True))
        out = torch.func.functional_call(net, {**state, **buffers}, packed(model, [*given, *edges]))
        flat = torch.cat([real(y).flatten() for y in unpack(model.result.type, out)])
        return (flat * torch.sin(torch.arange(len(flat)) + 1.0)).sum()

    return loss


def real(value: Tensor) -> Tensor:
    """A value as real numbers."""
    return torch.view_as_real(value) if value.is_complex() else value


def _first_order(
    loss: Loss, inputs: tuple[Tensor, ...], first: tuple[Tensor | None, ...]
) -> str | None:
    way = direction(inputs, 1)
    with torch.no_grad():
        wanted = (loss(*_moved(inputs, way, STEP)) - loss(*_moved(inputs, way, -STEP))) / (2 * STEP)
    return _differs("the derivative", along(first, way).item(), wanted.item())


def _second_order(
    loss: Loss, inputs: tuple[Tensor, ...], first: tuple[Tensor | None, ...]
) -> str | None:
    way, other = direction(inputs, 1), direction(inputs, 2)
    slope = along(first, way)
    if not slope.requires_grad:
        return None
    second = torch.autograd.grad(slope, inputs, allow_unused=True)

    def slope_at(step: float) -> float:
        at = tuple(x.detach().requires_grad_() for x in _moved(inputs, other, step))
        return along(torch.autograd.grad(loss(*at), at, allow_unused=True), way).item()

    wanted = (slope_at(STEP) - slope_at(-STEP)) / (2 * STEP)
    return _differs("the second derivative", along(second, other).item(), wanted)


def _forward(
    loss: Loss, inputs: tuple[Tensor, ...], first: tuple[Tensor | None, ...]
) -> str | None:
    """By dual numbers whose derivatives from behind are wanted, too: functions that have a rule of
    their own for these take it."""
    way = direction(inputs, 3)
    with dual.dual_level():
        both = (
            dual.make_dual(x.detach().requires_grad_(), d) for x, d in zip(inputs, way, strict=True)
        )
        found = dual.unpack_dual(loss(*both)).tangent
    return _differs("the forward derivative", found.item(), along(first, way).item())


def direction(inputs: tuple[Tensor, ...], seed: int) -> tuple[Tensor, ...]:
    """A direction of length 1 in each tensor."""
    generator = torch.Generator().manual_seed(seed)
    found = [torch.randn(x.shape, generator=generator, dtype=x.dtype) for x in inputs]
    return tuple(x / x.norm().clamp_min(1e-30) for x in found)


def _moved(inputs: tuple[Tensor, ...], way: tuple[Tensor, ...], step: float) -> list[Tensor]:
    return [x.detach() + step * d for x, d in zip(inputs, way, strict=True)]


def along(found: tuple[Tensor | None, ...], way: tuple[Tensor, ...]) -> Tensor:
    """The inner product of a gradient and a direction."""
    pairs = zip(found, way, strict=True)
    terms = [real((g.conj() * d).sum()).flatten()[0] for g, d in pairs if g is not None]
    return torch.stack(terms).sum()


def _differs(what: str, found: float, wanted: float) -> str | None:
    scale = max(abs(found), abs(wanted), 1e-6)
    if abs(found - wanted) <= CLOSE * scale:
        return None
    return f"{what} along a random direction is {found:.8g}, and differences give {wanted:.8g}"
