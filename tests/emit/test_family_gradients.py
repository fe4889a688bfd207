"""Derivatives of layers over every family, and modules of them in training and on empty batches."""

from collections.abc import Iterable

import pytest
import torch
from _pytest.mark import ParameterSet

from tests.emit.families import head
from tests.emit.test_family_models import MODELS, SIZES, text
from tests.emit.test_gradients import as_function
from tests.oracle.actions import is_complex
from tests.oracle.modules import all_parts, build, call, distance, draw

pytestmark = pytest.mark.torch

LAYERS = {
    "metric": ("[O12, O12] + [O12]", "[O12, O12] + [O12] + []"),
    "metric and epsilon": ("[R21, R21]", "[R21, R21] + [R21]"),
    "form": ("2 [Sp2, Sp2] + [Sp2]", "[Sp2, Sp2] + [Sp2] + []"),
    "form and dual": ("[Sp4*] + [Sp4]", "[Sp4*] + [Sp4]"),
    "volume": ("[L2, L2*] + [L2]", "[L2, L2] + [L2*]"),
    "unitary": ("2 [U2] + [U2, U2*]", "[U2] + [U2*, U2] + []"),
    "complex epsilon": ("[W2] + [W2, W2]", "[W2*] + [W2, W2] + []"),
    "twisted": ("[O2.det, O2] + [O2]", "[O2] + [O2.det, O2]"),
    "folded": ("2 [C3.regular] + [C3, C3]", "[C3] + [C3.regular]"),
    "signed": ("[B2, B2] + [E2]", "[E2, B2, B2] + [B2, B2]"),
    "table": ("[Third] + [Third, Third]", "[Third, Third] + [Third]"),
    "fibres": ("[H, K] + [H]", "[(H, K)] + [H]"),
    "points": ("[P, O11] + [P, C2.regular]", "[P, O11] + [P, C2.regular, P]"),
    "powers": ("sym^2 [O2] + [O2]", "sym^2 [O2] + []"),
}


def layer(name: str) -> str:
    source, target = LAYERS[name]
    body = f"return linear(x -> {target})"
    return f"{head(source + target)}model M(x: {source}) -> {target} {{ {body} }}"


def product(name: str) -> str:
    source, _ = LAYERS[name]
    part = source.split(" + ")[0]
    return (
        f"{head(source)}model M(x: {source}) -> {part} + [] {{ "
        f"return linear(bilinear(x, x -> {part} + 2 []) -> {part} + []) }}"
    )


@pytest.mark.parametrize("name", LAYERS)
def test_first_derivatives(name: str) -> None:
    function, leaves = as_function(layer(name), False, 3)
    assert torch.autograd.gradcheck(function, leaves, fast_mode=True)


@pytest.mark.parametrize("name", LAYERS)
def test_second_derivatives(name: str) -> None:
    function, leaves = as_function(layer(name), False, 2)
    assert torch.autograd.gradgradcheck(function, leaves, fast_mode=True)


def some(names: Iterable[str]) -> list[ParameterSet]:
    """All of them, two of three marked as slow."""
    return [
        pytest.param(name, marks=pytest.mark.slow if i % 3 else ()) for i, name in enumerate(names)
    ]


PRODUCTS = [name for name in LAYERS if name not in ("unitary", "twisted", "form and dual")]


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", some(PRODUCTS))
def test_derivatives_of_products(name: str) -> None:
    function, leaves = as_function(product(name), False, 2)
    assert torch.autograd.gradcheck(function, leaves, fast_mode=True)
    assert torch.autograd.gradgradcheck(function, leaves, fast_mode=True)


@pytest.mark.parametrize("name", some(MODELS))
def test_every_weight_and_every_argument_gets_a_gradient(name: str) -> None:
    found = build(text(name))
    model, net = found.model, found.net().train()
    values = draw(model, SIZES, (3,))
    leaves = [x.requires_grad_() for xs in values for x in xs]
    out = call(model, net, values)
    sum((y.abs().square() + y.real).sum() for y in out).backward()  # type: ignore[union-attr]
    for label, p in net.named_parameters():
        assert p.grad is not None and bool(p.grad.isfinite().all()), label
        assert p.grad.abs().max() > 0, label
    for x in leaves:
        assert x.grad is not None and bool(x.grad.isfinite().all()) and x.grad.abs().max() > 0


@pytest.mark.parametrize("name", some(MODELS))
def test_any_batch_axes_and_strides(name: str) -> None:
    found = build(text(name))
    model, net = found.model, found.net()
    for batch in ((0,), (3, 0)):
        with torch.no_grad():
            out = call(model, net, draw(model, SIZES, batch))
        assert all(y.shape[: len(batch)] == batch for y in out)
    values = draw(model, SIZES, (2, 2))
    strided = [[x.transpose(0, -1).contiguous().transpose(0, -1) for x in xs] for xs in values]
    with torch.no_grad():
        whole = call(model, net, values)
        assert distance(whole, call(model, net, strided)) < 1e-12
        alone = call(model, net, [[x[1, 0] for x in xs] for xs in values])
    assert distance([y[1, 0] for y in whole], alone) < 1e-10


@pytest.mark.parametrize("name", some(MODELS))
def test_states_are_canonical_and_complex_where_the_group_is(name: str) -> None:
    found = build(text(name))
    first, second = found.net(seed=1), found.net(seed=2)
    wanted = is_complex(all_parts(found.model))
    assert all(value.is_complex() == wanted for value in first.state_dict().values())
    assert list(first.state_dict()) == [key for key, _ in first.named_parameters()]
    values = draw(found.model, SIZES, (2,))
    second.load_state_dict(first.state_dict())
    with torch.no_grad():
        before, after = call(found.model, first, values), call(found.model, second, values)
    assert distance(before, after) < 1e-12


@pytest.mark.parametrize("name", ["unitary", "special unitary", "complex points"])
def test_either_name_of_double_precision_means_complex_numbers(name: str) -> None:
    found = build(text(name))
    for dtype, kind in (
        (torch.float64, torch.complex128),
        (torch.complex128, torch.complex128),
        (torch.float32, torch.complex64),
        (None, torch.complex64),
    ):
        made = getattr(found.module, found.model.name)(dtype=dtype)
        assert {p.dtype for p in made.parameters()} == {kind}
