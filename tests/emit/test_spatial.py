"""Lengths, directions, radial bases, perceptrons and derivatives of numbers."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor

from symc.report import CompileError
from tests.oracle.modules import build, equivariance_error, generate

pytestmark = pytest.mark.torch

HEAD = """\
size n
group Atoms = S(n); group Rot = O(3); group Turn = SO(3); group Space = E(3)
graph Bonds on Atoms
"""

POTENTIAL = (
    HEAD
    + """
layer Message(h: 4 [Atoms], y: [Bonds, Space.vector], r: 6 [Bonds], bonds: Bonds)
    -> 4 [Atoms] + 4 [Atoms, Space.vector] {
    w = mlp((r, gather(h at bonds.source)), 8 -> 4 [Bonds])
    return scatter((w, bilinear(w, y -> 4 [Bonds, Space.vector])) to bonds.target)
}
model Potential(species: 3 [Atoms], position: [Atoms, Space], bonds: Bonds)
    -> (energy: [], forces: [Atoms, Space.vector]) {
    v = gather(position at bonds.target) - gather(position at bonds.source)
    h = linear(species -> 4 [Atoms])
    m = Message(h, normalize(v), bessel(norm(v), 6, cutoff = 3.0), bonds)
    e = mlp((h, m.0, dot(m.1, m.1)), 8 -> [Atoms])
    energy = sum(e over Atoms)
    return (energy, -gradient(energy, position))
}
"""
).replace("bonds: Bonds)\n    ->", "bonds: Bonds) ->")


def cluster(n: int, edges: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    torch.manual_seed(seed)
    bonds = torch.randint(n, (2, edges))
    return torch.randn(n, 3).double(), torch.randn(n, 3).double(), bonds


def of(text: str, *values: Tensor) -> Tensor:
    """What a model of one line gives."""
    result = build(HEAD + text).net()(*values)
    assert isinstance(result, Tensor)
    return result


@pytest.mark.parametrize("size", [1e-30, 1e30])
def test_short_and_long_vectors_have_lengths_and_directions(size: float) -> None:
    text = """
        group Rot = O(3)
        model M(v: 2 [Rot]) -> 2 [] + 2 [Rot] { return (norm(v), normalize(v)) }
    """
    net = build(text).net(dtype=torch.float32)
    v = torch.randn(4, 3, 2)
    v[0, :, 0] = 0
    v.requires_grad_()
    length, direction = net(v * size)
    ways = v.detach() / v.detach().norm(dim=1, keepdim=True).clamp_min(1e-9)
    assert torch.allclose(length, v.norm(dim=1) * size, rtol=1e-5)
    assert torch.allclose(direction, ways, rtol=1e-5)
    length.sum().backward()
    assert v.grad is not None and torch.allclose(v.grad, ways * size, rtol=1e-4)


def test_lengths_directions_and_products_by_hand() -> None:
    u, v = torch.randn(2, 5, 3, 4, dtype=torch.float64)
    u[2] = 0
    one, two = "(u: 4 [Rot]) -> 4", "(u: 4 [Turn], v: 4 [Turn]) -> 4"
    length = of(f"model M{one} [] {{ return norm(u) }}", u)
    assert torch.allclose(length, u.norm(dim=-2))
    unit = of(f"model M{one} [Rot] {{ return normalize(u) }}", u)
    assert torch.allclose(unit, torch.nn.functional.normalize(u, dim=-2))
    assert not unit[2].any()
    assert torch.allclose(of(f"model M{two} [] {{ return dot(u, v) }}", u, v), (u * v).sum(-2))
    crossed = of(f"model M{two} [Turn] {{ return cross(u, v) }}", u, v)
    assert torch.allclose(crossed, torch.linalg.cross(u, v, dim=-2))
    tensor = torch.randn(3, 3, dtype=torch.float64)
    assert torch.allclose(
        of("model M(t: [Rot, Rot]) -> [] { return norm(t) }", tensor), tensor.norm()
    )


def test_a_cross_product_in_o3_is_a_pseudovector() -> None:
    text = "model M(u: [Rot], v: [Rot], p: [Rot.1e]) -> (a: [Rot.1e], b: [Rot], c: [Rot.1e]) "
    net = build(HEAD + text + "{ return (cross(u, v), cross(u, p), cross(cross(u, v), p)) }").net()
    u, v, p = torch.randn(3, 3, dtype=torch.float64)
    first, mirrored = net(u, v, p), net(-u, -v, p)
    assert torch.allclose(mirrored.a, first.a) and torch.allclose(mirrored.b, -first.b)
    assert torch.allclose(first.c, torch.linalg.cross(torch.linalg.cross(u, v), p))


def test_derivatives_at_zero_are_zero_and_finite() -> None:
    for body, type_ in (("norm(v)", "[]"), ("normalize(v)", "[Rot]"), ("dot(v, v)", "[]")):
        net = build(HEAD + f"model M(v: [Rot]) -> {type_} {{ return {body} }}").net()
        v = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(net(v).sum(), v, create_graph=True)
        assert not slope.any()
        if slope.requires_grad:
            (again,) = torch.autograd.grad(slope.sum(), v)
            assert again.isfinite().all()


def test_bessel_functions_are_spherical_waves_with_a_smooth_end() -> None:
    net = build(HEAD + "model M(r: []) -> 4 [] { return bessel(r, 4, cutoff = 2.5) }").net()
    r = torch.tensor([0.0, 1e-9, 1e-3, 0.05, 0.3, 1.0, 2.4, 2.5, 3.0], dtype=torch.float64)
    n = torch.arange(1, 5, dtype=torch.float64)
    x = (r / 2.5).clamp(max=1)[:, None]
    end = 1 - 28 * x**6 + 48 * x**7 - 21 * x**8
    safe = r.clamp(min=1e-12)[:, None]
    wave = math.sqrt(2 / 2.5) * torch.sin(n * math.pi * safe / 2.5) / safe
    assert torch.allclose(net(r), wave * end, atol=1e-12)
    inner = r[3:7].clone().requires_grad_()
    assert torch.autograd.gradcheck(net, inner) and torch.autograd.gradgradcheck(net, inner)
    edge = torch.tensor(2.5, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(net(edge).sum(), edge, create_graph=True)
    assert net(edge).abs().max() < 1e-12 and abs(float(slope.detach())) < 1e-10
    small = torch.tensor([0.0, 1e-4, 0.02, 0.0319, 0.04], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradgradcheck(net, small[2:])
    assert net.float()(torch.zeros(2)).isfinite().all()


def test_gaussians_are_bells_with_a_smooth_end() -> None:
    net = build(HEAD + "model M(r: 2 []) -> 6 [] { return gaussians(r, 3, cutoff = 2.0) }").net()
    r = torch.tensor([[0.0, 0.7], [1.9, 2.0]], dtype=torch.float64)
    x = (r / 2).clamp(max=1)[..., None]
    bells = torch.exp(-0.5 * (r[..., None] - torch.tensor([0.0, 1.0, 2.0])) ** 2)
    want = bells * (1 - 28 * x**6 + 48 * x**7 - 21 * x**8)
    assert torch.allclose(net(r), want.flatten(-2))
    one = build(HEAD + "model M(r: []) -> 1 [] { return gaussians(r, 1, cutoff = 2.0) }").net()
    assert one(r).shape == (2, 2, 1)


def test_a_perceptron_is_linear_maps_and_silu_entry_by_entry() -> None:
    text = "model M(x: 3 [Atoms], y: [Atoms]) -> 2 [Atoms] + [Atoms] "
    net = build(HEAD + text + "{ return mlp((x, y), 5, 6 -> 2 [Atoms] + [Atoms]) }").net()
    x, y = torch.randn(4, 3, dtype=torch.float64), torch.randn(4, dtype=torch.float64)
    weights = list(net.parameters())
    assert [tuple(w.shape) for w in weights] == [(4, 5), (5,), (5, 6), (6,), (6, 3), (3,)]
    h = torch.cat([x, y[:, None]], -1)
    for w, b in (weights[:2], weights[2:4]):
        h = torch.nn.functional.silu(h @ w + b)
    h = h @ weights[4] + weights[5]
    out = net(x, y)
    assert torch.allclose(out[0], h[:, :2]) and torch.allclose(out[1], h[:, 2])


def test_a_perceptron_of_a_set_leaves_absent_points_alone() -> None:
    text = "size k; group Set = S(k)\nmodel M(x: 2 [Set]) -> [Set] { return mlp(x, 4 -> [Set]) }"
    net = build(text).net()
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter)
    x, mask = torch.randn(5, 2, dtype=torch.float64), torch.arange(5) < 3
    out = net(x, Set_mask=mask)
    assert torch.allclose(out[:3], net(x[:3])) and not out[3:].any()


def test_forces_are_minus_the_difference_of_energies() -> None:
    net = build(POTENTIAL).net()
    species, position, bonds = cluster(5, 12, 1)
    forces = net(species, position, bonds).forces
    for i in range(5):
        for k in range(3):
            step = torch.zeros(5, 3, dtype=torch.float64)
            step[i, k] = 1e-5
            ahead = net(species, position + step, bonds).energy
            back = net(species, position - step, bonds).energy
            assert abs((back - ahead) / 2e-5 - forces[i, k]) < 1e-6
    assert forces.abs().max() > 1e-3 and forces.sum(0).abs().max() < 1e-12


def test_energies_are_invariant_and_forces_turn_along() -> None:
    net = build(POTENTIAL).net()
    species, position, bonds = cluster(6, 20, 2)
    out = net(species, position, bonds)
    turn = torch.linalg.qr(torch.randn(3, 3, dtype=torch.float64)).Q
    order = torch.randperm(6)
    moved = net(species[order], (position @ turn.T + 4)[order], torch.argsort(order)[bonds])
    assert torch.allclose(moved.energy, out.energy)
    assert torch.allclose(moved.forces, (out.forces @ turn.T)[order])
    sparse = net(species, position, bonds[:, torch.randperm(20)])
    assert torch.equal(sparse.forces, out.forces) and torch.equal(sparse.energy, out.energy)


def test_forces_of_a_batch_without_gradients_and_of_coinciding_atoms() -> None:
    net = build(POTENTIAL).net()
    a, b = cluster(4, 8, 3), cluster(3, 5, 4)
    both = [
        torch.cat(pair, -1 if pair[0].dtype == torch.int64 else 0)
        for pair in zip(a, (*b[:2], b[2] + 4), strict=True)
    ]
    out = net(*both, batch=torch.tensor([0] * 4 + [1] * 3), graphs=2)
    assert torch.allclose(out.forces, torch.cat([net(*a).forces, net(*b).forces]))
    for context in (torch.no_grad, torch.inference_mode):
        with context():
            assert torch.allclose(net(*a).forces, out.forces[:4])
    same = net(a[0], torch.zeros(4, 3, dtype=torch.float64), a[2])
    assert same.forces.isfinite().all() and same.energy.isfinite()
    alone = net(a[0], a[1], torch.zeros(2, 0, dtype=torch.int64))
    assert not alone.forces.any()


def test_a_loss_of_forces_has_right_gradients() -> None:
    net = build(POTENTIAL).net()
    species, position, bonds = cluster(4, 8, 5)

    def loss(x: Tensor) -> Tensor:
        total: Tensor = net(species, x, bonds).forces.square().sum()
        return total

    place = position.requires_grad_()
    assert torch.autograd.gradcheck(loss, place)
    assert torch.autograd.gradgradcheck(loss, place, atol=1e-4)
    weight = next(iter(net.parameters()))
    (found,) = torch.autograd.grad(loss(position), weight)
    slope, step = found[0, 0].item(), 1e-6
    with torch.no_grad():
        weight[0, 0] += step
        ahead = loss(position)
        weight[0, 0] -= 2 * step
        back = loss(position)
    assert abs((ahead - back).item() / (2 * step) - slope) < 1e-5 * max(1, abs(slope))


def test_derivatives_in_layers_are_by_their_arguments_alone() -> None:
    text = (
        HEAD
        + """
    layer Slope(u: 2 [Rot], s: 2 []) -> 2 [Rot] {
        e = linear(dot(u, u), s -> [])
        return gradient(e, u)
    }
    model M(v: 2 [Rot]) -> (a: 2 [Rot], b: 2 [Rot], c: 2 [Rot]) {
        e = linear(square(dot(v, v)) -> [])
        f = gradient(e, v)
        g = linear(dot(f, f) -> [])
        return (Slope(v, dot(v, v)), f, gradient(g, v))
    }
    """
    )
    net = build(text).net()
    v = torch.randn(7, 3, 2, dtype=torch.float64)
    out = net(v)
    weights = dict(net.named_parameters())
    (slope,) = [w for name, w in weights.items() if name.startswith("slope") and w.dim() == 2]
    assert torch.allclose(out.a, 2 * v * slope[:2, 0])
    (energy,) = [w for name, w in weights.items() if name.startswith("e_") and w.dim() == 2]
    assert torch.allclose(out.b, 4 * v * (v * v).sum(-2, keepdim=True) * energy[:, 0])
    (outer,) = [w for name, w in weights.items() if name.startswith("g_") and w.dim() == 2]
    cubes = 16 * (v * v).sum(-2, keepdim=True) ** 2 * energy[:, 0] ** 2 * outer[:, 0]
    assert torch.allclose(out.c, 6 * v * cubes)


def test_derivatives_by_several_arguments_and_by_none_that_matter() -> None:
    text = (
        HEAD
        + """
    model M(u: 2 [Rot], v: [Rot] + 3 [], w: []) -> (a: 2 [Rot], b: [Rot] + 3 [], c: []) {
        e = linear(dot(u, u), dot(v.0, v.0), square(v.1) -> [])
        return (gradient(e, u), gradient(e, v), gradient(e, w))
    }
    """
    )
    net = build(text).net()
    u, w = torch.randn(3, 2, dtype=torch.float64), torch.randn((), dtype=torch.float64)
    v = (torch.randn(3, dtype=torch.float64), torch.randn(3, dtype=torch.float64))
    out = net(u, v, w)
    weight = next(p for p in net.parameters() if p.dim() == 2)[:, 0]
    assert torch.allclose(out.a, 2 * u * weight[:2])
    assert torch.allclose(out.b[0], 2 * v[0] * weight[2])
    assert torch.allclose(out.b[1], 2 * v[1] * weight[3:])
    assert not out.c.any()


@pytest.mark.slow
def test_forces_compile_with_their_training_and_export() -> None:
    net = build(POTENTIAL).net()
    given, other = cluster(5, 12, 6), cluster(8, 25, 7)
    want = net(*other)
    want.forces.square().sum().backward()
    grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in net.parameters()]
    net.zero_grad()
    quick = torch.compile(net, fullgraph=True, dynamic=True, backend="aot_eager")
    quick(*given)
    out = quick(*other)
    out.forces.square().sum().backward()
    assert torch.allclose(out.forces, want.forces)
    mine = [torch.zeros_like(p) if p.grad is None else p.grad for p in net.parameters()]
    assert all(torch.allclose(a, b) for a, b in zip(mine, grads, strict=True))
    n, e = torch.export.Dim("n", min=2), torch.export.Dim("e")
    exported = torch.export.export(net, given, dynamic_shapes=({0: n}, {0: n}, {1: e}))
    energy, forces = exported.module()(*other)
    assert torch.allclose(energy, want.energy) and torch.allclose(forces, want.forces)


@pytest.mark.slow
def test_export_keeps_derivatives_of_all_kinds_of_functions() -> None:
    text = (
        HEAD
        + """
    model M(v: 4 [Rot]) -> 4 [Rot] {
        s = layer_norm(tanh(linear(dot(v, v) -> 6 [])))
        s = relu(linear(sigmoid(s), softplus(s), gelu(s), cos(s) -> 6 []))
        w = layer_norm(norm_act(gate((v, s)), sigmoid))
        r = norm(w.0)
        e = linear(r, w.1, norm(normalize(w.0)), gaussians(r, 3, cutoff = 2.0) -> [])
        return gradient(e, v)
    }
    """
    )
    net = build(text).net()
    v, other = torch.randn(2, 5, 3, 4, dtype=torch.float64)
    batch = torch.export.Dim("batch", min=2)
    exported = torch.export.export(net, (v,), dynamic_shapes=({0: batch},))
    assert torch.allclose(exported.module()(other[:3]), net(other[:3]))


def test_lengths_without_channels_have_no_unread_mask(tmp_path: Path) -> None:
    text = """symc 1
        size n
        group P = S(n)
        group Rot = O(3)
        model M(cloud: [P, Rot]) -> [P] { return norm(cloud) }
    """
    path = tmp_path / "lengths.py"
    path.write_text(generate(text), encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert not done.returncode, done.stdout


def test_energies_of_products_over_points_have_forces() -> None:
    text = """
size n
group Points = S(n); group Rot = O(3)
model M(x: [Points, Rot]) -> (energy: [], force: [Points, Rot]) {
    energy = linear(invariants(x -> 8 []) -> [])
    return (energy, -gradient(energy, x))
}
"""
    net = build(text).net()
    x = torch.randn(2, 4, 3, dtype=torch.float64, requires_grad=True)
    energy, force = net(x)
    (slope,) = torch.autograd.grad(energy.sum(), x)
    assert torch.allclose(force, -slope, atol=1e-12)


@pytest.mark.parametrize(
    ("axes", "is_sound"),
    [
        ("[Turn, Turn.0o]", False),
        ("[Turn, Turn.2e]", False),
        ("[P.sign, Turn]", False),
        ("[Turn, Turn.0o, Turn.0o]", True),
        ("[P, Turn]", True),
        ("[P.regular, Turn, 2]", True),
    ],
)
def test_cross_products_multiply_entries_only_where_these_are_permuted(
    axes: str, is_sound: bool
) -> None:
    made = axes.replace("Turn", "Turn.1e", 1)
    text = f"""
        group Turn = O(3)
        group P = S(3)
        model M(u: 2 {axes}, v: 2 {axes}) -> 2 {made} {{ return cross(u, v) }}
    """
    if not is_sound:
        with pytest.raises(CompileError, match="SYM363"):
            build(text)
        return
    found = build(text)
    assert equivariance_error(found.model, found.net(), {}) < 1e-12
