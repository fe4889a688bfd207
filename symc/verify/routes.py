"""The ways by which generated code may be run, each compared with a module compiled now.

Derivatives have rules of their own in generated modules, and these differ for large arrays, for
compilers that trace a module, and for maps and tangents of `torch.func`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor, nn

from symc.ir.model import Model
from symc.verify.edges import is_sited
from symc.verify.equivariance import cast
from symc.verify.gradients import along, as_large, direction, dual, real, scalar
from symc.verify.values import Sizes, call, draw, is_complex, kind_of

Way = Callable[[Model, nn.Module, Sizes], list[Tensor]]
Mode = Callable[[nn.Module], AbstractContextManager[None]]


SCALES = (0.0, 1e-4, 0.05, 20.0)
"""Functions with a rule of their own near 0 or far out take it for some of these."""


def results(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """Results where nothing is to be differentiated."""
    with torch.no_grad():
        return call(model, net, draw(model, sizes, (2,), 8))


def scaled(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """The same for arguments that are 0, tiny, small and large, and derivatives there."""
    found: list[Tensor] = []
    values = draw(model, sizes, (2,), 8)
    for scale in SCALES:
        at = [[x if x.dtype == torch.int64 else scale * x for x in xs] for xs in values]
        leaves = [[x if x.dtype == torch.int64 else x.requires_grad_() for x in xs] for xs in at]
        out = call(model, net, leaves)
        total = torch.stack([real(y).square().sum() + real(y).sum() for y in out]).sum()
        flat = [x for xs in leaves for x in xs if x.requires_grad]
        found += [y.detach() for y in out]
        if total.requires_grad:
            found += _there(torch.autograd.grad(total, flat, allow_unused=True))
    return found


def derivatives(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """First derivatives by all arguments and weights, and second ones along a direction."""
    loss, inputs = scalar(model, net, sizes)
    value = loss(*inputs)
    first = torch.autograd.grad(value, inputs, create_graph=True, allow_unused=True)
    slope = along(first, direction(inputs, 1))
    plain = torch.autograd.grad(value, inputs, retain_graph=True, allow_unused=True)
    second: tuple[Tensor | None, ...] = ()
    if slope.requires_grad:
        second = torch.autograd.grad(slope, inputs, allow_unused=True)
    return [value, *_there(plain), *_there(first), *_there(second)]


def partial_derivatives(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """Derivatives by the arguments alone and by the weights alone."""
    found: list[Tensor] = []
    count = len(scalar(model, net, sizes)[1]) - len(list(net.parameters()))
    for part in (slice(0, count), slice(count, None)):
        loss, inputs = scalar(model, net, sizes)
        held = inputs[part]
        rest = [x if any(x is y for y in held) else x.detach() for x in inputs]
        value = loss(*rest)
        if held and value.requires_grad:
            found += _there(torch.autograd.grad(value, held, allow_unused=True))
    return found


def tangents(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """Forward derivatives: by dual numbers, which may want derivatives, and by `torch.func.jvp`."""
    loss, inputs = scalar(model, net, sizes)
    found = []
    for wanted in (True, False):
        way = direction(inputs, 3)
        with dual.dual_level():
            held = [x.detach().requires_grad_(wanted) for x in inputs]
            both = [dual.make_dual(x, d) for x, d in zip(held, way, strict=True)]
            found.append(dual.unpack_dual(loss(*both)).tangent)
    plain = tuple(x.detach() for x in inputs)
    return [*found, *torch.func.jvp(loss, plain, direction(inputs, 3))]


def mapped(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """By `torch.func`: results mapped over a batch, and gradients of single items mapped."""
    if is_sited(model):
        return []
    values = draw(model, sizes, (3,), 8)
    flat = [x for xs in values for x in xs]
    state = {name: p.detach() for name, p in net.named_parameters()}

    def run(state: dict[str, Tensor], *one: Tensor) -> Tensor:
        rest = iter(one)
        nested = [[next(rest) for _ in xs] for xs in values]
        out = call(model, lambda *x: torch.func.functional_call(net, state, x), nested)
        return torch.cat([real(y).flatten() for y in out])

    with torch.no_grad():
        whole = torch.func.vmap(run, (None, *(0 for _ in flat)))(state, *flat)
    places = tuple(range(1 + len(flat)))
    slopes = torch.func.grad(lambda *x: run(*x).sin().sum(), places)
    single = torch.func.vmap(slopes, (None, *(0 for _ in flat)))(state, *flat)
    stacked = {name: torch.stack([p, 2 * p, p]) for name, p in state.items()}
    each = torch.func.vmap(run)(stacked, *flat)
    return [whole, *single[0].values(), *single[1:], each]


def single(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """Results in single precision."""
    small = deepcopy(net).to(kind_of(model, torch.float32))
    values = cast(draw(model, sizes, (2,), 8), kind_of(model, torch.float32))
    with torch.no_grad():
        return [y.to(kind_of(model, torch.float64)) for y in call(model, small, values)]


def bfloat16(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """Results in bfloat16."""
    return _in_half(model, net, sizes, torch.bfloat16)


def float16(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """Results in float16."""
    return _in_half(model, net, sizes, torch.float16)


def _in_half(model: Model, net: nn.Module, sizes: Sizes, dtype: torch.dtype) -> list[Tensor]:
    if is_complex(model):
        return []
    small = deepcopy(net).to(dtype)
    with torch.no_grad():
        found = call(model, small, cast(draw(model, sizes, (2,), 8), dtype))
    return [y.double() for y in found]


def single_derivatives(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """First derivatives by arguments and weights in single precision."""
    small = deepcopy(net).to(kind_of(model, torch.float32))
    values = cast(draw(model, sizes, (2,), 8), kind_of(model, torch.float32))
    leaves = [[x if x.dtype == torch.int64 else x.requires_grad_() for x in xs] for xs in values]
    out = call(model, small, leaves)
    total = torch.stack([real(y).sin().sum() for y in out]).sum()
    flat = [x for xs in leaves for x in xs if x.requires_grad]
    found = torch.autograd.grad(total, [*flat, *small.parameters()], allow_unused=True)
    return [x.to(kind_of(model, torch.float64)) for x in _there(found)]


def transformed(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """First and second derivatives by `torch.func`."""
    loss, inputs = scalar(model, net, sizes)
    places, plain = tuple(range(len(inputs))), tuple(x.detach() for x in inputs)
    way = direction(plain, 1)

    def slope(*at: Tensor) -> Tensor:
        return along(torch.func.grad(loss, places)(*at), way)

    return [*torch.func.grad(loss, places)(*plain), *torch.func.grad(slope, places)(*plain)]


def first_derivatives(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """First derivatives by all arguments and weights."""
    loss, inputs = scalar(model, net, sizes)
    return _first(loss(*inputs), inputs)


def compiled(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """The same as `torch.compile` traces them, in one graph."""
    loss, inputs = scalar(model, net, sizes)
    torch._dynamo.reset()
    made = torch.compile(loss, backend="aot_eager", fullgraph=True)
    return _first(made(*inputs), inputs)


def _first(value: Tensor, inputs: tuple[Tensor, ...]) -> list[Tensor]:
    return [value, *_there(torch.autograd.grad(value, inputs, allow_unused=True))]


def autocast(model: Model, net: nn.Module, sizes: Sizes) -> list[Tensor]:
    """The same under autocast to bfloat16."""
    with torch.autocast("cpu", torch.bfloat16):
        return single(model, net, sizes)


def _there(found: tuple[Tensor | None, ...]) -> list[Tensor]:
    return [torch.zeros(()) if x is None else x.detach() for x in found]


@contextmanager
def as_traced(net: nn.Module) -> Iterator[None]:
    """The plain operations that `torch.compile` sees."""
    with patch.object(torch.compiler, "is_compiling", lambda: True):
        yield


@contextmanager
def as_exported(net: nn.Module) -> Iterator[None]:
    """The plain operations that `torch.export` sees."""
    with as_traced(net), patch.object(torch.compiler, "is_exporting", lambda: True):
        yield


@contextmanager
def by_itself(net: nn.Module) -> Iterator[None]:
    """As it comes."""
    yield


FIRST: tuple[Way, ...] = (results, derivatives)
WAYS: tuple[tuple[str, Mode, tuple[Way, ...]], ...] = (
    (
        "",
        by_itself,
        (
            *FIRST,
            scaled,
            partial_derivatives,
            tangents,
            mapped,
            single,
            bfloat16,
            float16,
            autocast,
        ),
    ),
    ("for large arrays", as_large, (*FIRST, tangents, mapped)),
    ("as traced", as_traced, FIRST),
    ("as exported", as_exported, (results,)),
)
"""Each mode with the ways that are gone in it."""


def routed(model: Model, net: nn.Module, sizes: Sizes, way: Way, mode: Any) -> list[Tensor] | str:
    """What comes of one way, or what is raised."""
    torch.manual_seed(5)
    try:
        with mode(net):
            return [torch.nan_to_num(x.detach()) for x in way(model, net, sizes)]
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}".partition("\n")[0]
