"""Derivatives of every order, kinds of numbers, and what training does with a module."""

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.autograd import forward_ad as _forward_ad

from tests.emit.zoo import HEAD, NAMES, SIZES, text
from tests.oracle.modules import build, call, distance, draw, packed, spec, unpack

pytestmark = pytest.mark.torch
forward_ad: Any = _forward_ad  # torch's functions are not typed here

LAYERS = {
    "linear": ("2 [P, P] + [P]", "[P, P] + 2 []", "linear(x -> [P, P] + 2 [])"),
    "third order": ("[P, P, P]", "[P, P, P]", "linear(x -> [P, P, P])"),
    "pruned two": ("[S2, S2] + [S2]", "[S2, S2, S2]", "linear(x -> [S2, S2, S2])"),
    "pruned three": ("[S3, S3]", "[S3, S3] + [S3]", "linear(x -> [S3, S3] + [S3])"),
    "plane": ("[O2, O2] + []", "[O2, O2]", "linear(x -> [O2, O2])"),
    "epsilon": ("[R3, R3] + [R3]", "[R3, R3] + [R3]", "linear(x -> [R3, R3] + [R3])"),
    "turns": ("[R2]", "[R2, R2, R2]", "linear(x -> [R2, R2, R2])"),
    "two groups": ("[P, R3] + [P]", "[R3, P]", "linear(x -> [R3, P])"),
    "bilinear": ("2 [P, R3] + [P]", "[P, R3] + []", "bilinear(x, x -> [P, R3] + [])"),
    "bilinear full": ("[R3] + []", "[R3] + []", "bilinear(x, x -> [R3] + [], mode = full)"),
    "gate": ("2 [P, R3] + [P]", "2 [P, R3] + [P]", "gate(x)"),
    "norm_act": ("2 [P, R3]", "2 [P, R3]", "norm_act(x, silu)"),
    "layer_norm": ("3 [P, R3] + 3 [P]", "3 [P, R3] + 3 [P]", "layer_norm(x)"),
    "attention": ("2 [P, R3] + 2 [P]", "2 [P, R3] + 2 [P]", "attention(x over P, heads = 2)"),
    "invariants": ("[P, R3] + [P]", "[P]", "invariants(x -> [P])"),
    "pools": ("2 [P, P]", "2 []", "max(x over P) + mean(x over P) - sum(x over P)"),
}


Function = Callable[..., tuple[Tensor, ...]]


def layer(name: str) -> str:
    arguments, target, body = LAYERS[name]
    return f"{HEAD}model M(x: {arguments}) -> {target} {{ return {body} }}"


def as_function(source: str, masked: bool, n: int) -> tuple[Function, tuple[Tensor, ...]]:
    """A model as a function of its tensors and its weights."""
    found = build(source)
    model, net = found.model, found.net()
    sizes = {"n": n, "m": 2}
    values = draw(model, sizes, (2,))
    names = [name for name, _ in net.named_parameters()]
    weights = [p.detach().clone().requires_grad_() for p in net.parameters()]
    leaves = [x.requires_grad_() for xs in values for x in xs]
    counts = [len(xs) for xs in values]
    buffers = dict(net.named_buffers())
    options = {}
    if masked:
        mask = torch.ones(2, n, dtype=torch.bool)
        mask[0, -1] = False
        options = {f"{g.name}_mask": mask for g in model.groups if g.is_free}

    def function(*tensors: Tensor) -> tuple[Tensor, ...]:
        flat = list(tensors[: sum(counts)])
        arguments = [[flat.pop(0) for _ in range(count)] for count in counts]
        given = dict(zip(names, tensors[sum(counts) :], strict=True))
        state = {**given, **buffers}
        out = torch.func.functional_call(net, state, tuple(packed(model, arguments)), options)
        return tuple(unpack(model.result.type, out))

    return function, (*leaves, *weights)


@pytest.mark.parametrize("masked", [False, True], ids=["all there", "masked"])
@pytest.mark.parametrize("name", LAYERS)
def test_first_derivatives(name: str, masked: bool) -> None:
    if masked and "P" not in LAYERS[name][0]:
        return
    function, leaves = as_function(layer(name), masked, 3 if "P, P, P" not in layer(name) else 2)
    assert torch.autograd.gradcheck(function, leaves, fast_mode=True)


@pytest.mark.parametrize("name", LAYERS)
def test_second_derivatives(name: str) -> None:
    function, leaves = as_function(layer(name), "P" in LAYERS[name][0], 2)
    assert torch.autograd.gradgradcheck(function, leaves, fast_mode=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", LAYERS)
def test_derivatives_entry_by_entry(name: str) -> None:
    function, leaves = as_function(layer(name), "P" in LAYERS[name][0], 2)
    assert torch.autograd.gradcheck(function, leaves)
    if sum(x.numel() for x in leaves) < 150:
        assert torch.autograd.gradgradcheck(function, leaves)


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", [*NAMES, *("deepsets", "graph", "inertia", "cloud")])
def test_every_weight_and_every_argument_gets_a_gradient(name: str) -> None:
    found = build(text(name) if name in NAMES else spec(name))
    model, net = found.model, found.net().train()
    values = draw(model, SIZES, (3,))
    leaves = [x.requires_grad_() for xs in values for x in xs]
    out = call(model, net, values)
    torch.autograd.backward([(y.square() + y).sum() for y in out])
    for label, p in net.named_parameters():
        assert p.grad is not None and bool(p.grad.isfinite().all()), label
        assert p.grad.abs().max() > 0, label
    for x in leaves:
        assert x.grad is not None and bool(x.grad.isfinite().all()) and x.grad.abs().max() > 0


@pytest.mark.parametrize("name", [*NAMES, *("deepsets", "graph", "inertia", "cloud", "weights")])
def test_all_kinds_of_numbers_agree(name: str) -> None:
    found = build(text(name) if name in NAMES else spec(name))
    model = found.model
    double = found.net()
    values = draw(model, SIZES, (2,))
    with torch.no_grad():
        exact = call(model, double, values)
        for dtype, bound in ((torch.float32, 1e-4), (torch.bfloat16, 0.6)):
            net = found.net(dtype)
            out = call(model, net, [[x.to(dtype) for x in xs] for xs in values])
            assert all(y.dtype == dtype for y in out)
            assert distance([y.double() for y in out], exact) < bound


@pytest.mark.parametrize("name", [*NAMES, "deepsets", "graph", "inertia", "cloud", "weights"])
def test_the_state_holds_parameters_alone_and_can_be_loaded(name: str) -> None:
    found = build(text(name) if name in NAMES else spec(name))
    model = found.model
    first, second = found.net(seed=1), found.net(seed=2)
    assert list(first.state_dict()) == [key for key, _ in first.named_parameters()]
    values = draw(model, SIZES, (2,))
    with torch.no_grad():
        before = call(model, first, values)
        assert distance(before, call(model, second, values)) > 1e-3
        second.load_state_dict(first.state_dict())
        assert distance(before, call(model, second, values)) == 0


@pytest.mark.parametrize("name", ["everything", "rotations", "small sets", "two sets"])
def test_copies_and_pickles_compute_the_same(name: str) -> None:
    found = build(text(name))
    model, net = found.model, found.net()
    values = draw(model, SIZES, (2,))
    file = io.BytesIO()
    torch.save(net, file)
    file.seek(0)
    copies = [
        copy.deepcopy(net),
        pickle.loads(pickle.dumps(net)),
        torch.load(file, weights_only=False),
    ]
    with torch.no_grad():
        expected = call(model, net, values)
        for other in copies:
            assert distance(expected, call(model, other, values)) == 0
        for p in copies[0].parameters():
            p.zero_()
        assert distance(expected, call(model, net, values)) == 0


def test_a_module_is_made_where_and_as_it_is_told() -> None:
    found = build(spec("graph"))
    meta = found.module.GraphNet(device="meta", dtype=torch.bfloat16)
    assert all(p.is_meta and p.dtype == torch.bfloat16 for p in meta.parameters())
    empty = meta.to_empty(device="cpu")
    empty.reset_parameters()
    assert all(bool(p.isfinite().all()) for p in empty.parameters())


@pytest.mark.parametrize("name", ["small sets", "plane", "rotations"])
def test_a_module_made_on_meta_computes_once_it_is_filled(name: str) -> None:
    """Buffers are not in the state, so they must be right wherever the module was made."""
    found = build(text(name))
    model, net = found.model, found.net()
    values = draw(model, SIZES, (2,))
    moved = copy.deepcopy(net).to(torch.float32).to(torch.float64)
    with torch.no_grad():
        assert distance(call(model, net, values), call(model, moved, values)) < 1e-5


def test_training_lowers_the_loss() -> None:
    found = build(spec("graph"))
    torch.manual_seed(0)
    net = found.net(torch.float32, seed=None)
    x = torch.rand(16, 6, 6, 2)
    target = (x[..., 0] @ x[..., 1]).diagonal(dim1=-2, dim2=-1)
    losses = []
    for _ in range(60):
        net.zero_grad()
        loss = (net(x)[0][..., 0] - target).square().mean()
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            for p in net.parameters():
                if p.grad is not None:
                    p.sub_(p.grad, alpha=0.02)
    assert losses[-1] < 0.3 * losses[0]


DEEP = {
    "sets": ("64 [P]", "64 [P]", "relu(linear(h -> 64 [P]))", 2**0.5),
    "matrices": ("32 [P, P]", "32 [P, P]", "linear(h -> 32 [P, P])", 1.0),
    "vectors": (
        "32 [] + 32 [R3] + 16 [R3, R3]",
        "32 [] + 32 [R3] + 16 [R3, R3]",
        "linear(h -> 32 [] + 32 [R3] + 16 [R3, R3])",
        1.0,
    ),
    "cloud": (
        "32 [P] + 32 [P, R3]",
        "32 [P] + 32 [P, R3]",
        "linear(h -> 32 [P] + 32 [P, R3])",
        1.0,
    ),
}


@pytest.mark.parametrize("n", [3, 30, 300])
@pytest.mark.parametrize("name", DEEP)
def test_a_deep_stack_starts_with_the_scale_of_its_input(name: str, n: int) -> None:
    source, target, body, gain = DEEP[name]
    if name == "matrices" and n == 300:
        n = 60
    found = build(
        f"{HEAD}model M(h: {source}) -> {target} {{ repeat 3 {{ h = {body} }}\n return h }}"
    )
    torch.manual_seed(0)
    net = found.net(torch.float32, seed=None)
    values = draw(found.model, {"n": n}, (2,), dtype=torch.float32)
    with torch.no_grad():
        out = call(found.model, net, values)
    for y in out:
        scale = y.square().mean().sqrt().item() * gain**3
        assert 1 / 4 < scale < 4, (str(y.shape), scale)


@pytest.mark.parametrize("n", [3, 30])
@pytest.mark.parametrize("name", ["deepsets", "graph", "cloud", "inertia"])
def test_shared_specs_start_with_moderate_results(name: str, n: int) -> None:
    found = build(spec(name))
    torch.manual_seed(0)
    net = found.net(torch.float32, seed=None)
    values = draw(found.model, {"n": n}, (64,), dtype=torch.float32)
    with torch.no_grad():
        for y in call(found.model, net, values):
            assert 0.02 < y.square().mean().sqrt().item() < 10


def test_forward_derivatives_are_the_slopes_of_differences() -> None:
    """By the input and every weight at once, through whole layers, with and without tracking."""
    found = build(spec("graph"))
    net = found.net()
    ((x,),) = draw(found.model, SIZES, (2,))
    weights = dict(net.named_parameters())

    def run(x: Tensor, weights: dict[str, Tensor]) -> Tensor:
        out: Tensor = torch.func.functional_call(net, weights, (x,))[0]
        return out

    along = (torch.randn_like(x), {name: torch.randn_like(w) for name, w in weights.items()})
    slope = torch.func.jvp(run, (x, weights), along)[1]
    with forward_ad.dual_level():
        duals = {name: forward_ad.make_dual(w, along[1][name]) for name, w in weights.items()}
        leaf = x.clone().requires_grad_()
        tracked = forward_ad.unpack_dual(run(forward_ad.make_dual(leaf, along[0]), duals)).tangent
    step = 1e-6
    ends = [
        run(x + s * along[0], {name: w + s * along[1][name] for name, w in weights.items()})
        for s in (step, -step)
    ]
    for found_slope in (slope, tracked):
        assert distance([found_slope], [(ends[0] - ends[1]) / (2 * step)]) < 1e-7
