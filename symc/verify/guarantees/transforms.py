"""`torch.func`: vmap, grad, jvp, and one inside another; autocast."""

from collections.abc import Callable

import torch
from torch import Tensor

from symc.verify.guarantees.case import Broken, Case, agree, loss_of
from symc.verify.values import Values

SAME = 1e-9
ROUGH = 0.1
"""How far results in bfloat16 may be from those in single precision."""


def maps(case: Case) -> None:
    """`vmap` over the batch gives what the batch gives."""
    net, values = case.net(), case.values()
    flat = [x for xs in values for x in xs]
    with torch.no_grad():
        whole = case.call(net, values)
        mapped = torch.func.vmap(lambda *one: tuple(case.call(net, _nested(values, one))))(*flat)
    agree(whole, list(mapped), SAME, "mapped")


def differentiates(case: Case) -> None:
    """`grad` by weights and arguments, and `vmap` of it, give what `backward` gives."""
    net, values = case.net(), case.values()
    state = {name: p.detach() for name, p in net.named_parameters()}
    flat = [x for xs in values for x in xs]
    inputs = [x.clone().requires_grad_() for x in flat]
    loss = loss_of(case.call(net, _nested(values, inputs)))
    grads = torch.autograd.grad(loss, [*inputs, *net.parameters()], allow_unused=True)
    pairs = zip(grads, [*inputs, *net.parameters()], strict=True)
    wanted = [torch.zeros_like(x) if g is None else g for g, x in pairs]

    def total(state: dict[str, Tensor], tensors: tuple[Tensor, ...]) -> Tensor:
        return loss_of(_functional(case, net, values)(state, tensors))

    own, by = torch.func.grad(total, (0, 1))(state, tuple(flat))
    agree(wanted, [*by, *own.values()], SAME, "`grad`:")
    single = torch.func.vmap(torch.func.grad(total), (None, 0))(state, tuple(flat))
    agree(wanted[len(flat) :], [g.sum(0) for g in single.values()], SAME, "`vmap` of `grad`:")


def pushes_forward(case: Case) -> None:
    """`jvp` along a direction is the inner product with the gradient."""
    net, values = case.net(), case.values()
    state = {name: p.detach() for name, p in net.named_parameters()}
    flat = tuple(x for xs in values for x in xs)
    generator = torch.Generator().manual_seed(1)

    def like(x: Tensor) -> Tensor:
        return torch.randn(x.shape, generator=generator, dtype=x.dtype)

    ways = {name: like(p) for name, p in state.items()}, tuple(map(like, flat))

    def total(state: dict[str, Tensor], tensors: tuple[Tensor, ...]) -> Tensor:
        return loss_of(_functional(case, net, values)(state, tensors))

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


def _nested(values: Values, flat: "tuple[Tensor, ...] | list[Tensor]") -> Values:
    """Tensors put together like some values."""
    rest = iter(flat)
    return [[next(rest) for _ in xs] for xs in values]


def _functional(
    case: Case, net: torch.nn.Module, values: Values
) -> Callable[[dict[str, Tensor], tuple[Tensor, ...]], list[Tensor]]:
    """The model as a function of its weights and arguments."""
    buffers = dict(net.named_buffers())

    def run(state: dict[str, Tensor], tensors: tuple[Tensor, ...]) -> list[Tensor]:
        arguments = case.packed(_nested(values, tensors))
        return case.unpack(torch.func.functional_call(net, {**state, **buffers}, arguments))

    return run
