"""Tensors that pass a layer beside their pieces: derivatives of every order, tools."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.autograd import gradcheck, gradgradcheck

from tests.oracle.modules import build, equivariance_error

pytestmark = pytest.mark.torch

SPECS = {
    "free": """
        size n; size m
        group A = S(n); group B = S(m)
        model M(x: 2 [B, A], y: 2 [A], z: 2 []) -> 3 [B, A] + 2 [A] {
            return linear(x, y, z -> 3 [B, A] + 2 [A])
        }
    """,
    "square": """
        size n; size m
        group A = S(n); group B = S(m)
        model M(x: 2 [B, A], y: 2 [B, A, A]) -> [B, A] { return linear(x, y -> [B, A]) }
    """,
}
SHAPES = {"free": ((4, 3, 2), (3, 2), (2,)), "square": ((4, 3, 2), (4, 3, 3, 2))}
Function = Callable[..., Any]


def case(name: str) -> tuple[Function, list[Tensor], list[str]]:
    """A model as a function of its tensors and its weights, all of them, and the names of these."""
    net = build(SPECS[name]).net()
    inputs = [torch.randn(2, *s, dtype=torch.float64).requires_grad_() for s in SHAPES[name]]
    names = [key for key, _ in net.named_parameters()]
    weights = [torch.randn_like(p).requires_grad_() for p in net.parameters()]

    def function(*given: Tensor) -> Any:
        own = dict(zip(names, given[len(inputs) :], strict=True))
        return torch.func.functional_call(net, own, given[: len(inputs)])

    return function, [*inputs, *weights], names


def test_tensors_pass() -> None:
    assert "_together_" in build(SPECS["free"]).source


@pytest.mark.parametrize("name", SPECS)
def test_layers_are_equivariant(name: str) -> None:
    found = build(SPECS[name])
    assert equivariance_error(found.model, found.net(), {"n": 3, "m": 5}) < 1e-12


@pytest.mark.parametrize("name", SPECS)
def test_derivatives_of_first_and_second_order(name: str) -> None:
    function, leaves, _ = case(name)
    torch.manual_seed(1)
    assert gradcheck(function, leaves, fast_mode=True, check_forward_ad=True)
    assert gradgradcheck(function, leaves, fast_mode=True)


@pytest.mark.parametrize("one", range(3))
def test_one_input_alone_may_want_a_gradient(one: int) -> None:
    function, leaves, _ = case("free")
    leaves = [x.detach().requires_grad_(i == one) for i, x in enumerate(leaves)]
    assert gradcheck(function, leaves, fast_mode=True, check_forward_ad=True)


@pytest.mark.parametrize("gradients", [False, True])
def test_vmap_over_any_one_tensor(gradients: bool) -> None:
    function, leaves, _ = case("free")

    def total(*given: Tensor) -> Any:
        first, second = function(*given)
        return (first**2).sum() + (second**3).sum()

    run = torch.func.grad(total, argnums=tuple(range(len(leaves)))) if gradients else total
    for i, leaf in enumerate(leaves):
        many = torch.stack([leaf.detach(), 2 * leaf.detach()])
        given = [many if j == i else x.detach() for j, x in enumerate(leaves)]
        found = torch.func.vmap(
            run, in_dims=tuple(0 if j == i else None for j in range(len(given)))
        )(*given)
        for k in range(2):
            wanted = run(*[x[k] if j == i else x for j, x in enumerate(given)])
            pairs = zip(found, wanted, strict=True) if gradients else [(found, wanted)]
            for a, b in pairs:
                torch.testing.assert_close(a[k], b)


def test_compiled_and_half_precision_results_agree() -> None:
    net = build(SPECS["free"]).net().float()
    inputs = [torch.randn(2, *s) for s in SHAPES["free"]]
    compiled = torch.compile(net, fullgraph=True, backend="eager")
    low = build(SPECS["free"]).net().to(torch.bfloat16)
    low.load_state_dict(net.state_dict())
    rounded = low(*[x.bfloat16().requires_grad_() for x in inputs])
    for a, b, c in zip(net(*inputs), compiled(*inputs), rounded, strict=True):
        torch.testing.assert_close(a, b)
        torch.testing.assert_close(a, c.float(), rtol=0.1, atol=0.2)
