"""`torch.func`: vmap, grad, jvp, and one inside another; autocast."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from symc.verify.guarantees.case import Broken, Case, agree, filled, floats, loss_of
from symc.verify.values import Values

SAME = 1e-9
ROUNDING = 1e-13
"""What a derivative that is 0 may be, in units of the largest one."""
ROUGH = 0.1
"""How far results in bfloat16 may be from those in single precision."""


def maps(case: Case) -> None:
    """`vmap` over the batch gives what the batch gives; graphs have the same edges."""
    net, values = case.net(), _joined_alike(case.values())
    one = _first(values)
    with torch.no_grad():
        whole = case.call(net, values)
        run = torch.func.vmap(
            lambda *x: tuple(case.call(net, filled(one, x))), randomness=_randomness(case)
        )
        mapped = run(*floats(values))
    agree(whole, list(mapped), SAME, "mapped")


def differentiates(case: Case) -> None:
    """`grad` by weights and arguments, and `vmap` of it, give what `backward` gives."""
    net, values = case.net(), _joined_alike(case.values())
    state = {name: p.detach() for name, p in net.named_parameters()}
    flat = floats(values)
    inputs = [x.clone().requires_grad_() for x in flat]
    loss = loss_of(case.call(net, filled(values, inputs)))
    grads = torch.autograd.grad(loss, [*inputs, *net.parameters()], allow_unused=True)
    pairs = zip(grads, [*inputs, *net.parameters()], strict=True)
    wanted = [torch.zeros_like(x) if g is None else g for g, x in pairs]
    own, by = torch.func.grad(_loss(case, net, values), (0, 1))(state, tuple(flat))
    _agree(wanted, [*by, *own.values()], "`grad`:")
    alone = torch.func.grad(_loss(case, net, _first(values)))
    single = torch.func.vmap(alone, (None, 0), randomness=_randomness(case))(state, tuple(flat))
    _agree(wanted[len(flat) :], [g.sum(0) for g in single.values()], "`vmap` of `grad`:")


def _agree(wanted: list[Tensor], found: list[Tensor], where: str) -> None:
    """Raises where gradients differ; those that are rounding beside the largest one are 0."""
    largest = max((float(g.abs().max()) for g in wanted if g.numel()), default=0.0)

    def plain(gradients: list[Tensor]) -> list[Tensor]:
        return [torch.where(g.abs() <= ROUNDING * largest, 0.0, g) for g in gradients]

    agree(plain(wanted), plain(found), SAME, where)


def pushes_forward(case: Case) -> None:
    """`jvp` along a direction is the inner product with the gradient."""
    net, values = case.net(), case.values()
    state = {name: p.detach() for name, p in net.named_parameters()}
    flat = tuple(floats(values))
    generator = torch.Generator().manual_seed(1)

    def like(x: Tensor) -> Tensor:
        return torch.randn(x.shape, generator=generator, dtype=x.dtype)

    ways = {name: like(p) for name, p in state.items()}, tuple(map(like, flat))

    total = _loss(case, net, values)
    slope: Tensor = torch.func.jvp(total, (state, flat), ways)[1]
    own, by = torch.func.grad(total, (0, 1))(state, flat)
    terms = [(own[name].conj() * way).sum().real for name, way in ways[0].items()]
    terms += [(g.conj() * way).sum().real for g, way in zip(by, ways[1], strict=True)]
    wanted = torch.stack(terms).sum()
    if not float((slope - wanted).abs()) <= SAME * max(1.0, float(wanted.abs())):
        raise Broken(
            f"`jvp` gives {float(slope):.8g} along a direction, `grad` {float(wanted):.8g}"
        )


def autocasts(case: Case) -> None:
    """Under autocast to bfloat16 results and gradients are close to those without."""
    net = case.net(torch.float32)
    values = case.values((4,), 0, torch.float32)
    exact = [y.detach() for y in case.call(net, values)]
    with torch.autocast("cpu", torch.bfloat16):
        rough = case.call(net, values)
    loss_of([y.to(x.dtype) for x, y in zip(exact, rough, strict=True)]).backward()  # type: ignore[no-untyped-call]
    for name, parameter in net.named_parameters():
        if parameter.grad is not None and not bool(torch.isfinite(parameter.grad).all()):
            raise Broken(f"the gradient of {name} is not finite under autocast")
    converted = [y.detach().to(x.dtype) for x, y in zip(exact, rough, strict=True)]
    agree(exact, converted, ROUGH, "autocast")


def _randomness(case: Case) -> str:
    """What `vmap` is told of models that draw numbers: every item has its own."""
    return "different" if case.draws else "error"


def _joined_alike(values: Values) -> Values:
    """Values in which all graphs of the batch have the edges of the first."""
    return [[x if floats([[x]]) else x[:1].expand_as(x) for x in xs] for xs in values]


def _first(values: Values) -> Values:
    """The first item of a batch."""
    return [[x[0] for x in xs] for xs in values]


def _loss(
    case: Case, net: torch.nn.Module, values: Values
) -> Callable[[dict[str, Tensor], tuple[Tensor, ...]], Tensor]:
    """A number as a function of the weights and of the arguments that hold numbers."""
    buffers = dict(net.named_buffers())

    def total(state: dict[str, Tensor], tensors: tuple[Tensor, ...]) -> Tensor:
        def run(*arguments: Any, **options: Any) -> Any:
            both = {**state, **buffers}
            return torch.func.functional_call(net, both, arguments, options)

        return loss_of(case.call(run, filled(values, tensors)))

    return total
