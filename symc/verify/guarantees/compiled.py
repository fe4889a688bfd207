"""`torch.compile`: whole graphs, compiled once for all sizes."""

from typing import Any

import torch
from torch import Tensor, nn

from symc.verify.guarantees.case import Broken, Case, agree, filled, floats, loss_of
from symc.verify.values import Values

CLOSE = 1e-9


def compiles(case: Case) -> None:
    """One graph without a break serves three batch sizes and three sizes of every axis.

    Sizes that happen to be equal are not taken to be the same.
    """
    torch._dynamo.reset()
    net, graphs = case.net(), 0

    def backend(graph: Any, inputs: Any) -> Any:
        nonlocal graphs
        graphs += 1
        return graph.forward

    made = torch.compile(net, fullgraph=True, dynamic=True, backend=backend)
    with torch.fx.experimental._config.patch(use_duck_shape=False):  # type: ignore[attr-defined]
        for batch in (2, 3, 5):
            for more in (0, 1, 3) if case.free else (0,):
                values = case.values((batch,), more)
                wanted, found = _all(case, net, net, values), _all(case, made, net, values)
                agree(wanted, found, CLOSE, "compiled")
    torch._dynamo.reset()
    if graphs > 1:
        raise Broken(f"compiled {graphs} graphs")


def compiles_by_inductor(case: Case) -> None:
    """The default backend gives the same results and gradients."""
    torch._dynamo.reset()
    net = case.net()
    made = torch.compile(net, fullgraph=True, dynamic=True)
    with torch._inductor.config.patch(fallback_random=case.draws):  # the numbers of PyTorch
        for batch, more in ((2, 0), (3, 1)):
            values = case.values((batch,), more)
            agree(_all(case, net, net, values), _all(case, made, net, values), CLOSE, "Inductor's")
    torch._dynamo.reset()


def _all(case: Case, run: Any, net: nn.Module, values: Values) -> list[Tensor]:
    """Results and all gradients."""
    leaves = [x.detach().clone().requires_grad_() for x in floats(values)]
    out = case.call(run, filled(values, leaves))
    inputs = [*leaves, *net.parameters()]
    found = torch.autograd.grad(loss_of(out), inputs, allow_unused=True)
    pairs = zip(found, inputs, strict=True)
    grads = [torch.zeros_like(x) if g is None else g for g, x in pairs]
    return [*(y.detach() for y in out), *grads]
