"""Spherical harmonics of generated modules, beside e3nn's, at poles, and at length zero."""

import pytest
import torch
from e3nn import o3
from torch import Tensor

from tests.oracle.modules import build, equivariance_error

pytestmark = pytest.mark.torch

HEAD = "size n\ngroup P = S(n)\ngroup R = O(3)\ngroup T = SO(3)\n"


def harmonics(degree: int) -> torch.nn.Module:
    labels = " + ".join(f"1x{k}{'eo'[k % 2]}" for k in range(degree + 1))
    body = f"return spherical_harmonics(v, {degree})"
    return build(f"{HEAD}model Y(v: [R]) -> [R({labels})] {{ {body} }}").net()


def beside(degree: int, v: Tensor) -> Tensor:
    found: Tensor = o3.spherical_harmonics(list(range(degree + 1)), v, True, "component")
    return found


@pytest.mark.parametrize("degree", range(12))
def test_harmonics_are_those_of_e3nn(degree: int) -> None:
    v = torch.randn(200, 3, dtype=torch.float64)
    poles = torch.cat((torch.eye(3), -torch.eye(3))).double()
    every = torch.cat((v, poles))
    assert (harmonics(degree)(every) - beside(degree, every)).abs().max() < 1e-12


def test_squares_of_degree_l_sum_to_2l_plus_1_up_to_16() -> None:
    v = torch.randn(50, 3, dtype=torch.float64)
    for each, block in enumerate(harmonics(16)(v).split([2 * k + 1 for k in range(17)], -1)):
        assert (block.square().sum(-1) - (2 * each + 1)).abs().max() < 1e-11


@pytest.mark.slow
def test_gradients_are_those_of_e3nn_at_the_poles_too() -> None:
    v = torch.randn(20, 3, dtype=torch.float64)
    v = torch.cat((v, torch.eye(3).double(), -torch.eye(3).double())).requires_grad_()
    net, weights = harmonics(8), torch.randn(81, dtype=torch.float64)
    (ours,) = torch.autograd.grad((net(v) @ weights).sum(), v)
    (theirs,) = torch.autograd.grad((beside(8, v) @ weights).sum(), v)
    assert (ours - theirs).abs().max() < 1e-11
    assert torch.autograd.gradcheck(net, v[:3].detach().requires_grad_())
    assert torch.autograd.gradgradcheck(net, v[-1:].detach().requires_grad_())


def test_length_zero_has_zeros_and_zero_derivatives_of_every_order() -> None:
    v = torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)
    net = harmonics(5)
    value = net(v)
    assert value[0, 0] == 1 and not value[:, 1:].any()
    (first,) = torch.autograd.grad(value.sum(), v, create_graph=True)
    (second,) = torch.autograd.grad(first.square().sum() + first.sum(), v)
    assert not first.any() and not second.any()


@pytest.mark.parametrize("scale", [1e-30, 1e-12, 1e12, 1e30])
def test_only_the_direction_matters(scale: float) -> None:
    v = torch.randn(10, 3)
    net = harmonics(4).float()
    assert (net(v * scale) - net(v)).abs().max() < 1e-5


def test_lower_precision_stays_finite() -> None:
    v = (torch.randn(10, 3) * 300).half()
    found = harmonics(3).to(torch.float16)(v)
    assert (found.float() - beside(3, v.double())).abs().max() < 0.03


def test_in_any_place_of_any_part() -> None:
    found = build(
        HEAD
        + """
        model Y(v: 2 [R, P], w: [P, T, 2] + [T]) -> (
            a: 2 [R(0e + 1o + 2e), P], b: [P, T(1x0 + 1x1), 2] + [T(1x0 + 1x1)]
        ) {
            return (spherical_harmonics(v, 2), spherical_harmonics(w, 1))
        }
        """
    )
    for batch in ((), (2, 3)):
        assert equivariance_error(found.model, found.net(), {"n": 4}, batch=batch) < 1e-10


def test_absent_points_have_zeros() -> None:
    net = build(
        f"{HEAD}model Y(v: [P, R]) -> [P, R(0e + 1o)] {{ return spherical_harmonics(v, 1) }}"
    )
    v = torch.randn(3, 3, dtype=torch.float64)
    mask = torch.tensor([True, False, True])
    found = net.net()(v, P_mask=mask)
    assert not found[1].any() and bool(found[0, 0] == 1)


def test_harmonics_compile_and_export() -> None:
    net, v = harmonics(3), torch.randn(5, 3, dtype=torch.float64)
    made = torch.export.export(net, (v,), dynamic_shapes=({0: torch.export.Dim("batch")},))
    assert torch.equal(made.module()(v[:3]), net(v[:3]))
    assert torch.allclose(torch.vmap(net)(v), net(v))
