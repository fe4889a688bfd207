"""The top level by irreps of S(t): the same maps as by permuted copies, with fewer products."""

import itertools
import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from symc.schedule import mixing
from symc.schedule.squeeze import Form
from tests.explain.test_costs import account
from tests.oracle.modules import Compiled, build, call, distance, draw, equivariance_error

pytestmark = pytest.mark.torch

Forms = Callable[[str], tuple[Compiled, Compiled]]


def layer(axes: int, group: str = "S(n)", channels: int = 2, result: int = 3) -> str:
    part = f"[{', '.join('P' * axes)}]"
    return (
        f"size n\ngroup P = {group}\nmodel M(x: {channels} {part}, y: 2 [P]) -> "
        f"{result} {part} + [P] {{ return linear(x, y -> {result} {part} + [P]) }}\n"
    )


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> Forms:
    """A spec with its top level as copies and by irreps, whichever is cheaper."""

    def made(text: str) -> tuple[Compiled, Compiled]:
        found = []
        for form in ("copies", "fourier"):
            monkeypatch.setattr(mixing, "squeeze", lambda *_, form=form: Form(form))
            found.append(build(text, f"as_{form}"))
            monkeypatch.undo()
        copies, irreps = found
        assert "_fourier(" not in copies.source and "_fourier(" in irreps.source
        return copies, irreps

    return made


@pytest.mark.slow_but(2)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("axes", [2, 3, 4])
def test_both_forms_agree_with_all_derivatives(forms: Forms, axes: int, n: int) -> None:
    copies, irreps = forms(layer(axes))
    results = []
    for found in (copies, irreps):
        net = found.net(seed=3)
        values = draw(found.model, {"n": n}, (2,) if axes == 4 else (2, 2))
        leaves = [x.requires_grad_() for xs in values for x in xs]
        out = call(found.model, net, values)
        loss = torch.stack([(y.square() + y).sum() for y in out]).sum()
        parameters = dict(net.named_parameters())
        results.append(([*out, *torch.autograd.grad(loss, [*leaves, *parameters.values()])],))
        assert list(parameters) == list(copies.net().state_dict())
    assert distance(*(each for (each,) in results)) < 1e-12


@pytest.mark.parametrize(
    ("group", "axes"), [("S(n)", 2), ("S(n)", 3), ("S(n)", 4), ("O(9)", 3), ("U(9)", 2)]
)
def test_layers_by_irreps_are_equivariant(forms: Forms, group: str, axes: int) -> None:
    _, irreps = forms(layer(axes, group))
    assert equivariance_error(irreps.model, irreps.net(), {"n": 4}) < 1e-10


def test_masks_empty_batches_and_no_batch(forms: Forms) -> None:
    copies, irreps = forms(layer(3))
    nets = [found.net(seed=1) for found in (copies, irreps)]
    values = draw(copies.model, {"n": 4}, (3,))
    mask = torch.tensor([[True] * 4, [True, False, True, True], [False, False, True, False]])
    with torch.no_grad():
        a, b = (call(copies.model, net, values, P_mask=mask) for net in nets)
        assert distance(a, b) < 1e-12
        for batch in ((0,), (), (2, 0)):
            values = draw(copies.model, {"n": 3}, batch)
            a, b = (call(copies.model, net, values) for net in nets)
            assert distance(a, b) < 1e-12


def twists(axes: int, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(axes)
    z = torch.randn(2, *[3] * axes, 2, dtype=dtype, generator=generator)
    w = torch.randn(math.factorial(axes), 2, 3, dtype=dtype, generator=generator)
    return z.requires_grad_(), w.requires_grad_()


def function(forms: Forms, axes: int) -> tuple[Callable[..., Tensor], Callable[..., Tensor]]:
    """The sum over permutations alone, as copies and by irreps."""
    module = forms(layer(axes))[1].module
    orders = tuple(itertools.permutations(range(axes)))
    return lambda z, w: module._twist(z, w, orders), getattr(module, f"_fourier_{axes}")


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128], ids=str)
@pytest.mark.parametrize("axes", [2, 3, 4])
def test_derivatives(forms: Forms, axes: int, dtype: torch.dtype) -> None:
    _, irreps = function(forms, axes)
    leaves = twists(axes, dtype)
    fast = axes == 4
    assert torch.autograd.gradcheck(irreps, leaves, fast_mode=fast, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(irreps, leaves, fast_mode=True)


def test_transforms_of_functions(forms: Forms) -> None:
    copies, irreps = function(forms, 3)
    z, w = (x.detach() for x in twists(3))
    many, weights = torch.stack([z, 2 - z]), torch.stack([w, w * w])

    def gradient(f: Callable[..., Tensor]) -> Callable[..., tuple[Tensor, Tensor]]:
        return torch.func.grad(lambda z, w: f(z, w).square().sum(), (0, 1))

    for places in ((0, 0), (0, None), (None, 0)):
        given = (z if places[0] is None else many, w if places[1] is None else weights)
        a, b = (torch.vmap(f, places)(*given) for f in (copies, irreps))
        assert distance([a], [b]) < 1e-12
        c, d = (torch.vmap(gradient(f), places)(*given) for f in (copies, irreps))
        assert distance(c, d) < 1e-12
    e, g = (torch.func.jvp(f, (z, w), (w.sum() + z, 1 - w)) for f in (copies, irreps))
    assert distance(e, g) < 1e-12


@pytest.mark.slow
def test_compiled_and_exported_layers_agree(forms: Forms) -> None:
    torch._dynamo.reset()
    _, irreps = forms(layer(3))
    net = irreps.net()
    compiled = torch.compile(net, fullgraph=True, backend="aot_eager")
    n = torch.export.Dim("n", min=2, max=100)
    batch = torch.export.Dim("batch", min=2, max=100)
    values = draw(irreps.model, {"n": 5}, (3,))
    shapes = {"x": {0: batch, 1: n, 2: n, 3: n}, "y": {0: batch, 1: n}}
    flat = tuple(x for xs in values for x in xs)
    exported = torch.export.export(net.eval(), flat, dynamic_shapes=shapes).module()
    with torch.no_grad():
        for size in (4, 6, 2):
            values = draw(irreps.model, {"n": size}, (2,))
            expected = call(irreps.model, net, values)
            for other in (compiled, exported):
                assert distance(call(irreps.model, other, values), expected) < 1e-12


@pytest.mark.slow_but(2)
@pytest.mark.parametrize(
    ("axes", "channels", "taken"),
    [(2, 32, False), (2, 512, True), (3, 8, False), (3, 64, True), (4, 16, True)],
)
def test_irreps_are_taken_where_they_are_faster_and_it_is_told(
    axes: int, channels: int, taken: bool
) -> None:
    text = layer(axes, "S(n)", channels, channels)
    source = build(text).source
    reasons = [line for each in account(text).layers for line in each.plan]
    assert ("_fourier(" in source) == taken
    assert ("by irreps of S(" in source) == taken
    assert any(f"top level by irreps of S({axes})" in line for line in reasons) == taken


@pytest.mark.parametrize("types", ["64 [P, P, Q] -> 64 [P, P, Q]", "64 [T, T, T] -> 64 [T, T, T]"])
def test_some_permutations_stay_copies(types: str) -> None:
    source, target = types.split(" -> ")
    head = "size n; size m\ngroup P = S(n)\ngroup Q = S(m)\ngroup T = SO(2)\n"
    text = f"{head}model M(x: {source}) -> {target} {{ return linear(x -> {target}) }}\n"
    assert "_fourier" not in build(text).source
