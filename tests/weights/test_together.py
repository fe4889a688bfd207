"""Layers of several tensors as one function: pieces pooled side by side, every kind of tensor."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.autograd import forward_ad, gradcheck, gradgradcheck

from tests.oracle.modules import build, equivariance_error

pytestmark = pytest.mark.torch

SPECS = {
    "perceptron": """
        group A = S(3); group B = S(4)
        type Net = { w1: 2 [A, 2], b1: 2 [A], w2: 2 [B, A], b2: 2 [B], w3: 2 [1, B], b3: 2 [1] }
        model M(net: Net) -> Net { return linear(net -> Net) }
    """,
    "recurrent": """
        group H = S(9)
        type Net = { wi: 2 [H, 2], wh: 2 [H, H], b: 2 [H], wo: 2 [1, H] }
        model M(net: Net) -> Net { return linear(net -> Net) }
    """,
    "heads": """
        group Heads = S(2); group Dk = S(2) within Heads; group D = S(3)
        type Net = { q: [(Heads, Dk), D], k: [(Heads, Dk), D], b: [(Heads, Dk)], d: [D, D] }
        model M(net: Net) -> Net { return linear(net -> Net) }
    """,
    "a pair beside itself": """
        group A = S(3); group B = S(2)
        type Net = { w: 2 [A, B], m: 2 [A, B], g: [B, A], v: [A], u: 3 [A], s: [] }
        model M(net: Net) -> Net { return linear(net -> Net) }
    """,
    "heads by themselves": """
        group Heads = S(2); group Dk = S(3) within Heads; group D = S(5)
        type Net = { q: 2 [(Heads, Dk), D], d: 2 [D], s: 2 [3] }
        model M(net: Net) -> Net { return linear(net -> Net) }
    """,
    "other results": """
        group A = S(5); group B = S(6)
        type Net = { w: [B, A, 2], u: 3 [B], t: [1, 1] }
        type Other = { w: 2 [A, B], s: 4 [2], z: [A, A], b: [A, B, A] }
        model M(net: Net) -> Other { return linear(net -> Other) }
    """,
    "layers in a row": """
        group A = S(3); group B = S(2)
        type Net = { w: 2 [A, B], v: 2 [A], u: 2 [B], s: 2 [] }
        model M(net: Net) -> 2 [] {
            h = relu(linear(net -> Net))
            return linear(h -> 2 [])
        }
    """,
}


def made(name: str) -> tuple[Any, list[Tensor]]:
    """A model in double precision and the tensors of two networks."""
    torch.manual_seed(0)
    found = build(SPECS[name])
    net: Any = found.net()
    for weight in net.parameters():
        torch.nn.init.normal_(weight)
    shapes = net.entries["net"].values()
    return net, [torch.randn(2, *shape, dtype=torch.float64) for shape in shapes]


def outputs(net: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
    """All results."""
    given = net(tensors)
    return (given,) if isinstance(given, Tensor) else tuple(given)


@pytest.mark.parametrize("name", SPECS)
def test_layers_are_equivariant(name: str) -> None:
    found = build(SPECS[name])
    assert "_together_M_" in found.source
    assert equivariance_error(found.model, found.net(), {}) < 1e-10


@pytest.mark.parametrize("name", SPECS)
def test_the_layer_turned_round_is_its_derivative(name: str) -> None:
    net, tensors = made(name)
    names = [key for key, _ in net.named_parameters()]
    leaves = [x.requires_grad_() for x in [*tensors, *(p.detach() for p in net.parameters())]]

    def function(*given: Tensor) -> tuple[Tensor, ...]:
        own = dict(zip(names, given[len(tensors) :], strict=True))
        result: Any = torch.func.functional_call(net, own, (given[: len(tensors)],))
        return (result,) if isinstance(result, Tensor) else tuple(result)

    assert gradcheck(function, leaves, fast_mode=True, check_forward_ad=True)
    if name != "layers in a row":
        assert gradgradcheck(function, leaves, fast_mode=True)


@pytest.mark.parametrize("name", SPECS)
def test_weights_learn_alike_where_tensors_want_no_gradient(name: str) -> None:
    net, tensors = made(name)
    total = sum(y.square().sum() for y in outputs(net, *tensors))
    assert isinstance(total, Tensor)
    shallow = torch.autograd.grad(total, list(net.parameters()))
    leaves = [x.requires_grad_() for x in tensors]
    total = sum(y.square().sum() for y in outputs(net, *leaves))
    assert isinstance(total, Tensor)
    deep = torch.autograd.grad(total, [*net.parameters(), *leaves])
    for a, b in zip(shallow, deep, strict=False):
        torch.testing.assert_close(a, b)


def test_a_result_that_nobody_uses_has_a_slope_of_zero() -> None:
    net, tensors = made("perceptron")
    leaves = [x.requires_grad_() for x in tensors]
    one = torch.autograd.grad(outputs(net, *leaves)[0].sum(), leaves)
    result = outputs(net, *leaves)
    slopes = [torch.zeros_like(y) for y in result]
    slopes[0] = torch.ones_like(slopes[0])
    for a, b in zip(one, torch.autograd.grad(result, leaves, slopes), strict=True):
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize("name", ["perceptron", "recurrent"])
def test_per_network_gradients_by_vmap(name: str) -> None:
    net, tensors = made(name)
    weights: dict[str, Tensor] = dict(net.named_parameters())

    def loss(own: dict[str, Tensor], *given: Tensor) -> Tensor:
        result: Any = torch.func.functional_call(net, own, (given,))
        return torch.stack([y.square().sum() for y in result]).sum()

    run = torch.func.grad(loss)
    many = torch.func.vmap(run, in_dims=(None, *(0 for _ in tensors)))(weights, *tensors)
    for i in range(2):
        single = run(weights, *(x[i] for x in tensors))
        for key, value in single.items():
            torch.testing.assert_close(many[key][i], value)


def test_no_loop_under_vmap(recwarn: pytest.WarningsRecorder) -> None:
    net, tensors = made("perceptron")
    torch.func.vmap(lambda *given: net(given)[2])(*tensors)
    assert not [w for w in recwarn if "performance drop" in str(w.message)]


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("watched", [False, True])
def test_tangents_are_those_of_finite_differences(name: str, watched: bool) -> None:
    net, tensors = made(name)
    for weight in net.parameters():
        weight.requires_grad_(watched)
    along = [torch.randn_like(x) for x in tensors]
    with forward_ad.dual_level():
        duals = map(forward_ad.make_dual, tensors, along)
        unpacked: Any = forward_ad.unpack_dual
        found = [unpacked(y).tangent for y in outputs(net, *duals)]
    with torch.no_grad():
        ends = [
            outputs(net, *map(torch.add, tensors, [h * a for a in along])) for h in (1e-6, -1e-6)
        ]
    for tangent, ahead, behind in zip(found, *ends, strict=True):
        torch.testing.assert_close(tangent, (ahead - behind) / 2e-6, rtol=1e-5, atol=1e-6)
