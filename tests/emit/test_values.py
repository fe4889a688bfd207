"""Every layer against a direct reading of the language, on random values."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from symc.ir.symmetry import parts_of
from tests.oracle.actions import act, elements
from tests.oracle.modules import (
    all_parts,
    build,
    call,
    distance,
    draw,
    equivariance_error,
    moved,
    packed,
    unpack,
)

pytestmark = pytest.mark.torch

HEAD = """\
size n; size m; size three = 3
param width = 4
group P = S(n); group Q = S(m); group Three = S(3)
group Rot = O(3); group Turn = SO(2)
"""
SIZES = {"n": 4, "m": 5}


def run(arguments: str, target: str, body: str, batch: tuple[int, ...] = (2,)) -> Any:
    """The random arguments, the result's tensors and the net of a model with this body."""
    spec = build(f"{HEAD}model M({arguments}) -> {target} {{\n{body}\n}}")
    net = spec.net()
    values = draw(spec.model, SIZES, batch)
    with torch.no_grad():
        out = call(spec.model, net, values)
    flat = [x for each in values for x in each]
    return (flat[0] if len(flat) == 1 else flat), (out[0] if len(out) == 1 else out), net


POINTWISE: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": lambda x: x.clamp(min=0),
    "gelu": lambda x: x * 0.5 * (1 + torch.erf(x / 2**0.5)),
    "silu": lambda x: x / (1 + torch.exp(-x)),
    "tanh": lambda x: (torch.exp(2 * x) - 1) / (torch.exp(2 * x) + 1),
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),
    "softplus": lambda x: torch.log(1 + torch.exp(x)),
    "abs": lambda x: torch.where(x < 0, -x, x),
    "square": lambda x: x * x,
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
}


@pytest.mark.parametrize("name", POINTWISE)
def test_pointwise_functions_act_entry_by_entry_part_by_part(name: str) -> None:
    (x, y), out, _ = run("x: 2 [P, 3], y: []", "2 [P, 3] + []", f"return {name}((x, y))")
    assert distance(out, [POINTWISE[name](x), POINTWISE[name](y)]) < 1e-12


def test_a_gate_is_the_sigmoid_of_a_linear_layer_of_the_invariants() -> None:
    (s, v), (t, w), net = run("s: 2 [], v: 3 [Rot]", "2 [] + 3 [Rot]", "return gate((s, v))")
    parameters = {p.dim(): p for p in net.parameters()}
    gates = s @ parameters[2] + parameters[1]
    assert distance([t], [POINTWISE["silu"](s)]) < 1e-12
    assert distance([w], [v * torch.sigmoid(gates)[:, None, :]]) < 1e-12


def test_a_gate_has_one_value_per_channel_and_permuted_or_plain_entry() -> None:
    (_, v), (_, w), _ = run(
        "s: 2 [P], v: 3 [P, Rot, 2]", "2 [P] + 3 [P, Rot, 2]", "return gate((s, v))"
    )
    ratio = w / v
    assert distance([ratio], [ratio[:, :, :1].expand_as(ratio)]) < 1e-10
    one = ratio[:, :, 0]
    assert ((one > 0) & (one < 1)).all()
    for axis in range(1, 4):
        assert one.std(axis).min() > 1e-4


def test_norm_act_keeps_the_direction_and_maps_the_length() -> None:
    (s, v), (t, w), _ = run(
        "s: 2 [P], v: 3 [Rot, P, Rot]",
        "2 [P] + 3 [Rot, P, Rot]",
        "return norm_act((s, v), softplus)",
    )
    norm = v.square().sum((1, 3), keepdim=True).sqrt()
    assert distance([t], [POINTWISE["softplus"](s)]) < 1e-12
    assert distance([w], [POINTWISE["softplus"](norm) * v / norm]) < 1e-12


def test_norm_act_of_zero_is_zero_with_a_finite_gradient() -> None:
    spec = build(HEAD + "model M(v: 2 [Rot]) -> 2 [Rot] { return norm_act(v, silu) }")
    v = torch.zeros(3, 2, dtype=torch.float64, requires_grad=True)
    out = spec.net()(v)
    out.sum().backward()
    assert bool((out == 0).all()) and v.grad is not None and bool(v.grad.isfinite().all())


def test_layer_norm_is_the_usual_one_or_divides_by_the_root_mean_square_length() -> None:
    spec = build(
        HEAD + "model M(s: 6 [P], v: 5 [P, Rot], w: [Rot]) -> 6 [P] + 5 [P, Rot] + [Rot] { "
        "return layer_norm((s, v, w)) }"
    )
    net = spec.net(seed=None)
    s, v, w = (x for each in draw(spec.model, SIZES, (2,)) for x in each)
    with torch.no_grad():
        out = list(net(s, v, w))
    centred = s - s.mean(-1, keepdim=True)
    usual = centred / centred.square().mean(-1, keepdim=True).sqrt()
    rms = v.square().sum(2, keepdim=True).mean(-1, keepdim=True).sqrt()
    alone = w / w.norm(dim=-1, keepdim=True)
    assert distance(out, [usual, v / rms, alone]) < 1e-3
    assert sorted(p.numel() for p in net.parameters()) == [1, 5, 6, 6]


def test_pools_take_away_every_axis_of_the_group_all_together() -> None:
    x, out, _ = run("x: 2 [P, Rot, P]", "2 [Rot]", "return sum(x over P)")
    assert distance([out], [x.sum((1, 3))]) < 1e-12
    x, out, _ = run("x: 2 [P, Rot, P]", "2 [Rot]", "return mean(x over P)")
    assert distance([out], [x.sum((1, 3)) / 16]) < 1e-12
    x, out, _ = run("x: [P, Q, P]", "[Q]", "return max(x over P)")
    assert distance([out], [x.amax((1, 3))]) < 1e-12
    (x, y), out, _ = run(
        "x: 2 [Three, P], y: [Rot]", "2 [P] + [Rot]", "return sum((x, y) over Three)"
    )
    assert distance(out, [x.sum(1), y]) < 1e-12


@pytest.mark.parametrize("heads", [1, 2])
def test_attention_mixes_points_by_inner_products_over_all_other_axes(heads: int) -> None:
    spec = build(
        HEAD + "model M(s: 4 [P], v: 2 [Rot, P, Rot], u: 2 [P, 2]) "
        "-> 4 [P] + 2 [Rot, P, Rot] + 2 [P, 2] { "
        f"return attention((s, v, u) over P, heads = {heads}) }}"
    )
    net = spec.net()
    values = [x for each in draw(spec.model, SIZES, (2,)) for x in each]
    with torch.no_grad():
        out = list(net(*values))
    mixes = [p for name, p in net.named_parameters() if name.endswith("_qkv")]
    ends = [p for name, p in net.named_parameters() if name.endswith("_out")]
    assert len(mixes) == len(ends) == 3 and len(list(net.parameters())) == 6
    points, letters = (1, 2, 1), ("bihc,bjhc->bhij", "bxiyhc,bxjyhc->bhij", "bixhc,bjxhc->bhij")
    cut = [
        (x @ w.detach()).reshape(*x.shape[:-1], 3, heads, -1).unbind(-3)
        for x, w in zip(values, mixes, strict=True)
    ]
    size = sum(
        q[0].numel() // heads // q.shape[at] for (q, _, _), at in zip(cut, points, strict=True)
    )
    scores = sum(torch.einsum(by, q, k) for (q, k, _), by in zip(cut, letters, strict=True))
    assert isinstance(scores, Tensor)
    share = torch.softmax(scores / math.sqrt(size), -1)
    back = ("bhij,bjhc->bihc", "bhij,bxjyhc->bxiyhc", "bhij,bjxhc->bixhc")
    expected = [
        torch.einsum(by, share, v).flatten(-2) @ w.detach()
        for (_, _, v), by, w in zip(cut, back, ends, strict=True)
    ]
    assert distance(out, expected) < 1e-12


def test_dropout_drops_whole_vectors_in_training_only() -> None:
    spec = build(HEAD + "model M(v: 50 [P, Rot, 2]) -> 50 [P, Rot, 2] { return dropout(v, 0.25) }")
    net = spec.net()
    ((v,),) = draw(spec.model, SIZES, (20,))
    assert torch.equal(net(v), v)
    net.train()
    torch.manual_seed(0)
    kept = net(v) / v
    assert bool(((kept == 0) | ((kept - 4 / 3).abs() < 1e-9)).all())
    assert torch.equal(kept == 0, (kept == 0)[:, :, :1].expand_as(kept))
    assert abs((kept == 0).double().mean().item() - 0.25) < 0.02


def test_dropout_is_equivariant_to_rotations_with_the_same_seed() -> None:
    text = (
        HEAD + "model M(v: 6 [Rot, P], s: 2 [P]) -> 6 [Rot, P] { "
        "v = dropout(v, 0.5)\nreturn linear(gate((v, s)).0 -> 6 [Rot, P]) }"
    )
    spec = build(text)
    model, net = spec.model, spec.net().train()
    by = elements(all_parts(model), SIZES, torch.Generator().manual_seed(1))
    only = {group: matrix for group, matrix in by.items() if group.family == "O"}
    values = draw(model, SIZES, (2,))
    with torch.no_grad():
        torch.manual_seed(5)
        before = call(model, net, values)
        torch.manual_seed(5)
        after = call(model, net, moved(model, values, only))
    parts = parts_of(model.result.type)
    assert distance([act(y, p, only) for y, p in zip(before, parts, strict=True)], after) < 1e-10


def test_arithmetic_tuples_and_parts() -> None:
    (a, b), out, _ = run("a: 2 [P], b: 2 [P]", "2 [P]", "return 0.5 * (a - b) + -b - 3 * a")
    assert distance([out], [0.5 * (a - b) - b - 3 * a]) < 1e-12
    (a, b, c), out, _ = run(
        "a: [P] + 2 [Rot], b: 3 []",
        "3 [] + 2 [Rot] + [P] + 2 [Rot]",
        "h = (b, a)\nk = (h.0, h.2, 2 * a)\nreturn k",
    )
    assert distance(out, [c, b, 2 * a, 2 * b]) < 1e-12


def test_fields_of_records_go_in_and_out_by_key() -> None:
    spec = build(
        HEAD + "type W = { w.0: [P, 2], b: 2 [P] + [] }\n"
        "model M(x: W) -> (b: [], first: 2 [P], w0: [P, 2]) { "
        "return (tanh(x).b.1, x.b.0, -x.w.0) }"
    )
    ((w, b, c),) = draw(spec.model, SIZES, (2,))
    out = spec.net()({"w.0": w, "b": (b, c)})
    assert type(out).__name__ == "MResult" and out._fields == ("b", "first", "w0")
    assert distance(out, [torch.tanh(c), b, -w]) < 1e-12


def test_repeat_unrolls_with_fresh_weights_and_values_carry_over() -> None:
    text = HEAD + (
        "model M(x: 2 [P]) -> 2 [P] {\n h = x\n"
        " repeat 3 { h = tanh(linear(h -> 2 [P])); k = 2 * h }\n return k }"
    )
    spec = build(text)
    net = spec.net()
    assert sum(p.numel() for p in net.parameters()) == 3 * (2 * 2 * 2 + 2)
    once = build(HEAD + "model M(x: 2 [P]) -> 2 [P] { return tanh(linear(x -> 2 [P])) }").net()
    ((x,),) = draw(spec.model, SIZES, (2,))
    weights = list(net.parameters())
    h = x
    with torch.no_grad():
        for i in range(3):
            for p, q in zip(once.parameters(), weights[3 * i : 3 * i + 3], strict=True):
                assert p.shape == q.shape
                p.copy_(q)
            h = once(h)
        assert distance([net(x)], [2 * h]) < 1e-12


def test_layers_models_and_params() -> None:
    text = HEAD + (
        "layer Twice(x: width []) -> width [] { return 2 * x }\n"
        "model Inner(x: width []) -> (a: width [], b: width []) { return (Twice(x), abs(x)) }\n"
        "model M(x: width []) -> width [] { y = Inner(Twice(x))\n return y.a - y.b }"
    )
    spec = build(text)
    ((x,),) = draw(spec.model, {}, (3,))
    assert x.shape == (3, 4)
    assert distance([spec.net()(x)], [4 * x - (2 * x).abs()]) < 1e-12
    assert [m.name for m in spec.meaning.models] == ["Inner", "M"]


def test_sums_over_points_are_means() -> None:
    spec = build(HEAD + "model M(x: [P, P]) -> [] { return linear(x -> []) }")
    net = spec.net(seed=None)
    weights = [p for p in net.parameters() if p.numel() == 2]
    with torch.no_grad():
        for p in net.parameters():
            p.zero_()
        for row in (0, 1):
            weights[0].zero_().view(-1)[row] = 1
            for n in (1, 2, 7):
                assert abs(net(torch.ones(n, n, dtype=torch.float64)).item() - 1) < 1e-12


def test_the_constant_part_of_a_matrix_is_the_diagonal_and_everything() -> None:
    spec = build(HEAD + "model M(x: [P]) -> [P, P] { return linear(x -> [P, P]) }")
    net = spec.net()
    with torch.no_grad():
        out = net(torch.zeros(4, dtype=torch.float64))
    assert distance([out - out[0, 1]], [torch.eye(4).double() * (out[0, 0] - out[0, 1])]) < 1e-12
    assert abs(out[0, 0] - out[0, 1]) > 1e-3 and abs(out[0, 1]) > 1e-3


def test_invariants_are_linear_in_products_and_values() -> None:
    text = HEAD + "model M(v: 3 [P, Rot], s: []) -> 2 [P] { return invariants((v, s) -> 2 [P]) }"
    spec = build(text)
    net = spec.net()
    assert equivariance_error(spec.model, net, SIZES) < 1e-10
    values = draw(spec.model, SIZES, (2,))
    with torch.no_grad():
        f = [net(*packed(spec.model, [[t * x for x in each] for each in values])) for t in range(4)]
    third = f[3] - 3 * f[2] + 3 * f[1] - f[0]
    second = f[2] - 2 * f[1] + f[0]
    assert third.abs().max() < 1e-10 < 1e-2 < second.abs().max()


def test_one_channel_and_no_channels_are_different_types_of_one_function() -> None:
    one = build(HEAD + "model M(x: 1 [P], s: 1 []) -> 1 [P] { return relu(linear(x, s -> 1 [P])) }")
    bare = build(HEAD + "model M(x: [P], s: []) -> [P] { return relu(linear(x, s -> [P])) }")
    (x,), (s,) = draw(bare.model, SIZES, (2,))
    first, second = one.net(), bare.net()
    second.load_state_dict(first.state_dict())
    assert first(x.unsqueeze(-1), s.unsqueeze(-1)).shape == (2, 4, 1)
    assert torch.equal(first(x.unsqueeze(-1), s.unsqueeze(-1)).squeeze(-1), second(x, s))


def test_unpack_checks_the_shape_of_results() -> None:
    spec = build(HEAD + "model M(x: [P]) -> [P] + [] { return (x, sum(x over P)) }")
    ((x,),) = draw(spec.model, SIZES, ())
    first, second = unpack(spec.model.result.type, spec.net()(x))
    assert first.shape == (4,) and second.shape == ()


def test_a_group_may_be_called_flat() -> None:
    """Names of pieces are made of names of groups; `x_flat` is also what `x` is called inside."""
    text = (
        "group Turn = C(6)\ngroup Flat = SO(2)\n"
        "model Wheel(x: 2 [Turn.regular], y: [Flat]) -> [Turn.regular] + [Flat] {\n"
        "    return linear(x, y -> [Turn.regular] + [Flat])\n}\n"
    )
    net = build(text).net()
    x, y = torch.randn(4, 6, 2).double(), torch.randn(4, 2).double()
    first, second = net(x, y)
    assert first.shape == (4, 6) and second.shape == (4, 2)
