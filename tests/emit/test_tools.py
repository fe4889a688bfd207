"""`torch.compile` and `torch.export` take generated modules whole."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.emit.zoo import SIZES, text
from tests.oracle.modules import Compiled, Values, build, call, distance, draw, packed, spec, unpack

pytestmark = [pytest.mark.torch, pytest.mark.slow]

SHARED = ("deepsets", "graph", "inertia", "cloud", "weights")


def one(name: str) -> Compiled:
    return build(spec(name) if name in SHARED else text(name))


def results(found: Compiled, net: Any, values: Values) -> list[Tensor]:
    """Results and every gradient."""
    leaves = [[x.detach().clone().requires_grad_() for x in xs] for xs in values]
    out = call(found.model, net, leaves)
    loss = torch.stack([(y.square() + y).sum() for y in out]).sum()
    flat = [x for xs in leaves for x in xs]
    weights = list(getattr(net, "_orig_mod", net).parameters())
    grads = torch.autograd.grad(loss, [*flat, *weights])
    return [*(y.detach() for y in out), *grads]


SMALL = ("plane", "small sets", "signs")


@pytest.mark.parametrize("name", [*SHARED, *SMALL])
def test_compiled_modules_agree_and_compile_once_more_for_other_sizes(name: str) -> None:
    torch._dynamo.reset()
    found = one(name)
    net = found.net()
    frames: list[int] = []

    def backend(graph: Any, inputs: Any) -> Any:
        frames.append(1)
        return torch._dynamo.lookup_backend("aot_eager")(graph, inputs)

    compiled = torch.compile(net, fullgraph=True, backend=backend)
    for n, most in ((4, 1), (6, 2), (7, 2), (12, 3)):
        values = draw(found.model, {"n": n}, (2,))
        assert distance(results(found, net, values), results(found, compiled, values)) < 1e-10
        assert len(frames) <= most


@pytest.mark.parametrize("name", SHARED)
def test_shared_specs_agree_through_the_inductor(name: str) -> None:
    torch._dynamo.reset()
    found = one(name)
    net = found.net()
    compiled = torch.compile(net, fullgraph=True)
    for n in (4, 7):
        values = draw(found.model, {"n": n}, (2,))
        assert distance(results(found, net, values), results(found, compiled, values)) < 1e-9


@pytest.mark.parametrize("name", ["deepsets", "cloud"])
def test_masked_modules_compile(name: str) -> None:
    torch._dynamo.reset()
    found = one(name)
    net = found.net()
    compiled = torch.compile(net, fullgraph=True, backend="aot_eager")
    group = next(g.name for g in found.model.groups if g.is_free)
    for n in (4, 7):
        values = draw(found.model, {"n": n}, (2,))
        mask = {f"{group}_mask": torch.arange(n) < torch.tensor([[n], [2]])}
        with torch.no_grad():
            eager = call(found.model, net, values, **mask)
            assert distance(eager, call(found.model, compiled, values, **mask)) < 1e-10


@pytest.mark.parametrize("name", [*SHARED, *SMALL, "two sets", "three groups"])
def test_modules_export_with_free_batch_and_sizes(name: str) -> None:
    found = one(name)
    model, net = found.model, found.net().eval()
    batch = torch.export.Dim("batch", min=2, max=1000)
    free = {size: torch.export.Dim(size, min=2, max=1000) for size in ("n", "m")}
    shapes = {}
    for argument in model.arguments:
        dims: list[dict[int, Any]] = []
        for value in argument.values:
            axes = enumerate(value.part.axes, 1)
            dims.append({0: batch} | {i: free[a.extent] for i, a in axes if a.extent in free})
        if len(dims) == 1 and not hasattr(argument.type, "fields"):
            shapes[argument.name] = dims[0]
        else:
            shapes[argument.name] = tuple(dims)  # type: ignore[assignment]
    values = draw(model, {"n": 5, "m": 4}, (3,))
    arguments = tuple(packed(model, values))
    exported = torch.export.export(net, arguments, dynamic_shapes=shapes).module()
    for n, m, b in ((5, 4, 3), (7, 3, 2), (3, 9, 5)):
        values = draw(model, {"n": n, "m": m}, (b,))
        with torch.no_grad():
            expected = call(model, net, values)
            out = exported(*packed(model, values))
        assert distance(unpack_any(model, out), expected) < 1e-10


def unpack_any(model: Any, out: Any) -> list[Tensor]:
    return unpack(model.result.type, out)


@pytest.mark.parametrize("name", ["everything", "rotations"])
def test_modules_work_under_vmap_of_the_batch(name: str) -> None:
    found = one(name)
    model, net = found.model, found.net().eval()
    values = draw(model, SIZES, (3,))
    flat = [x for xs in values for x in xs]
    with torch.no_grad():
        whole = call(model, net, values)

        def alone(*tensors: Tensor) -> tuple[Tensor, ...]:
            rest = list(tensors)
            given = [[rest.pop(0) for _ in a.values] for a in model.arguments]
            return tuple(unpack(model.result.type, net(*packed(model, given))))

        assert distance(whole, torch.func.vmap(alone)(*flat)) < 1e-10
