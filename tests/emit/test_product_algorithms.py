"""`algorithm = gaunt` and `cp`: functions on e3nn's sphere, bounds that hold, weights of `cg`."""

from math import sqrt
from typing import Any

import pytest
import torch
from torch import Tensor

from symc.compiler import understand
from symc.emit.backends.torch.fitted import fitted
from symc.report import Source
from tests.emit.test_tensor_products import given, graph_spec, spec
from tests.oracle.modules import build, equivariance_error

pytestmark = pytest.mark.torch

X = "3x0e + 3x1o + 3x2e"
Y = "2x0e + 1x1o + 1x2e"
Z = "3x0e + 3x1o + 3x1e + 3x2e"


def harmonics(degrees: list[int]) -> tuple[Tensor, Tensor]:
    """e3nn's harmonics on a grid of another make than symc's, and the weights of a mean."""
    from e3nn import o3
    from numpy.polynomial.legendre import leggauss

    nodes, weights = (torch.tensor(each) for each in leggauss(24))
    angles = torch.arange(50, dtype=torch.float64) * 2 * torch.pi / 50 + 0.3
    sine = (1 - nodes**2).sqrt()[:, None]
    # Their polar axis is y; this grid has its own along x.
    points = torch.stack(
        (nodes[:, None].expand(24, 50), sine * angles.sin(), sine * angles.cos()), -1
    )
    mean = (weights[:, None] / 100).expand(24, 50).flatten()
    values = o3.spherical_harmonics(degrees, points.reshape(-1, 3), True, "component")
    return values.mT, mean


def on_sphere(a: list[int], b: list[int], c: list[int]) -> Tensor:
    """The means of all products of three harmonics, with variances of 1 in each block of z."""
    (left, mean), (right, _), (out, _) = map(harmonics, (a, b, c))
    tensor = torch.einsum("ip,jp,kp,p->ijk", left, right, out, mean)
    square = tensor.square().sum((0, 1))
    return tensor / torch.where(square > 1e-9, square, 1).sqrt()


def natural(degrees: list[int], copies: int) -> str:
    return " + ".join(f"{copies}x{k}{'eo'[k % 2]}" for k in degrees)


@pytest.mark.parametrize("top", [0, 1, 2, 4])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gaunt_multiplies_functions_on_the_sphere(top: int, dtype: torch.dtype) -> None:
    degrees = list(range(top + 1))
    text = spec(
        natural(degrees, 2), natural(degrees, 1), natural(degrees, 2),
        ", mode = channelwise, weights = none, algorithm = gaunt",
    )  # fmt: skip
    net = build(text).net(dtype)
    tensor = on_sphere(degrees, degrees, degrees).to(dtype)
    size = tensor.shape[0]
    x, y = torch.randn(5, 2, size, dtype=dtype), torch.randn(5, size, dtype=dtype)
    flat = [x[..., k * k : (k + 1) ** 2].flatten(1) for k in degrees]
    made = net(torch.cat(flat, 1), y)
    wanted = torch.einsum("eci,ej,ijk->eck", x, y, tensor)
    expected = torch.cat([wanted[..., k * k : (k + 1) ** 2].flatten(1) for k in degrees], 1)
    assert (made - expected).abs().max() < (1e-11 if dtype == torch.float64 else 1e-4)


@pytest.mark.parametrize("mode", ["channelwise", "full"])
def test_functions_of_both_parities_are_multiplied_apart(mode: str) -> None:
    """1e x 1o has no scalar 0e, though functions that mix both would have one."""
    x, y, z = "2x0o + 2x1o + 2x1e + 2x2e", "1x0e + 2x1o + 1x1e", "2x0e + 2x0o + 2x1o + 2x2o"
    compiled = build(spec(x, y, z, f", mode = {mode}, algorithm = gaunt"))
    assert equivariance_error(compiled.model, compiled.net(), {}) < 1e-12
    text = spec("2x0 + 2x1", "1x1 + 1x2", "2x1 + 2x2 + 2x0", f", mode = {mode}, algorithm = gaunt")
    compiled = build(text.replace("= O(3)", "= SO(3)"))
    assert equivariance_error(compiled.model, compiled.net(), {}) < 1e-12


def test_vectors_and_scalars_are_products_of_functions_with_weights_of_blocks() -> None:
    """(a s + b v.n)(c n.w) has the vector a c s w, and the scalar b c (v . w) / 3 times norms."""
    net = build(
        spec("1x0e + 1x1o", "1x1o", "1x0e + 1x1o", ", mode = channelwise, algorithm = gaunt")
    ).net()
    (weight,) = net.parameters()
    a, b, c, d, e = weight.detach().flatten()
    x, w = torch.randn(4).double(), torch.randn(3).double()
    made = net(x[None], w[None])[0]
    assert torch.allclose(made[0], b * c * d * (x[1:] @ w) / sqrt(3))
    assert torch.allclose(made[1:], a * c * e * x[0] * w)


@pytest.mark.parametrize("options", ["mode = channelwise", "mode = full"])
@pytest.mark.parametrize("algorithm", ["gaunt", "cp(rank = 9)"])
@pytest.mark.parametrize("weights", ["", ", weights = mlp(r, 5)"])
def test_products_along_edges(options: str, algorithm: str, weights: str) -> None:
    """They are not fused: messages are stored, and are those of a message read apart."""
    options += f", algorithm = {algorithm}{weights}"
    fused, apart = (build(graph_spec(fuse, options)) for fuse in (True, False))
    for edges in (0, 1, 9):
        values = given(edges)
        one, two = (each.net()(*values) for each in (fused, apart))
        assert torch.allclose(one, two, atol=1e-12)
    if "cp" in algorithm:
        other = build(graph_spec(False, options.replace("cp(rank = 9)", "cg"))).net()
        net = apart.net()
        net.load_state_dict(other.state_dict())
        assert torch.allclose(net(*given()), other(*given()), atol=1e-12)


@pytest.mark.parametrize("mode", ["channelwise", "full"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("x", "y", "z"), [(X, Y, Z), ("2x4e + 2x3o", "1x4e + 1x1o", "2x4e")])
def test_enough_products_are_exact(mode: str, dtype: torch.dtype, x: str, y: str, z: str) -> None:
    texts = [
        spec(x, y, z, f", mode = {mode}, algorithm = {each}") for each in ("cg", "cp(rank = 100)")
    ]
    assert not understand(Source("spec.sym", texts[1])).warnings
    one, two = (build(text).net(dtype) for text in texts)
    two.load_state_dict(one.state_dict())
    a, b = inputs(x, y, dtype)
    tolerance = 1e-11 if dtype == torch.float64 else 1e-5
    assert (one(a, b) - two(a, b)).abs().max() < tolerance


def inputs(x: str, y: str, dtype: torch.dtype, count: int = 6) -> tuple[Tensor, Tensor]:
    from e3nn import o3

    made = torch.Generator().manual_seed(0)
    a, b = (torch.randn(count, o3.Irreps(e).dim, generator=made).to(dtype) for e in (x, y))
    return a, b


def difference(rank: int) -> tuple[Any, Any, float, float]:
    """A product without weights, its fit, and the error and the bound that the warning prints."""
    sides = ("1x1o + 1x2e", "1x1o + 1x2e", "1x1o + 1x1e + 1x2e")
    options = ", mode = channelwise, weights = none, algorithm = "
    text = spec(*sides, f"{options}cp(rank = {rank})")
    (found,) = understand(Source("spec.sym", text)).warnings
    assert found.code == "SYM385"
    error = float(found.message.split("|| = ")[1].split(",")[0])
    bound = float(found.notes[0].split("off by ")[1].split(" ")[0])
    return build(spec(*sides, f"{options}cg")).net(), build(text), error, bound


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("rank", [1, 4, 7])
def test_the_printed_error_is_that_of_the_tensor(rank: int) -> None:
    """Of all components: the norm of the difference on every pair of basis vectors."""
    exact, near, error, bound = difference(rank)
    net = near.net()
    a = torch.eye(8).double().repeat_interleave(8, 0)
    b = torch.eye(8).double().repeat(8, 1)
    left = float((exact(a, b) - net(a, b)).norm())
    assert error / 1.12 <= left <= error
    assert bound < 0.9 * error
    assert equivariance_error(near.model, net, {}) > 1e-6
    text = near.source
    assert "equivariant up to fits" in text and "by construction" not in text
    assert "Fitted products are not equivariant by" in text


def test_equivariance_is_off_by_less_than_twice_the_error() -> None:
    from e3nn import o3

    exact, near, _, bound = difference(4)
    net = near.net()
    x, y, z = "1x1o + 1x2e", "1x1o + 1x2e", "1x1o + 1x1e + 1x2e"
    a, b = inputs(x, y, torch.float64, 50)
    turn = o3.rand_matrix().float()
    one, two, three = (o3.Irreps(each).D_from_matrix(turn).double() for each in (x, y, z))
    off = (net(a @ one.T, b @ two.T) - net(a, b) @ three.T).norm(dim=-1)
    most = 2 * bound * a.norm(dim=-1) * b.norm(dim=-1)
    assert (off <= most).all() and (off > 1e-3).any()
    assert (largest := worst(exact, net)) <= bound < 2 * largest


def worst(exact: Any, near: Any) -> float:
    """The largest |difference| / (|x| |y|) that steps from one operand to the other find."""
    best = 0.0
    e = torch.eye(8).double()
    tensor = torch.stack([exact(e, v.expand(8, 8)) - near(e, v.expand(8, 8)) for v in e], 1)
    for start in range(20):
        made = torch.Generator().manual_seed(start)
        y = torch.randn(8, generator=made, dtype=torch.float64)
        for _ in range(60):
            _, _, back = torch.linalg.svd(torch.einsum("ijk,j->ki", tensor, y / y.norm()))
            _, s, y = torch.linalg.svd(torch.einsum("ijk,i->kj", tensor, back[0]))
            y, best = y[0], max(best, float(s[0]))
    return best


@pytest.mark.parametrize("algorithm", ["gaunt", "cp(rank = 3)"])
def test_derivatives_transforms_and_small_types(algorithm: str) -> None:
    text = spec(
        "2x0e + 2x1o", "1x0e + 1x1o", "2x0e + 2x1o", f", mode = full, algorithm = {algorithm}"
    )
    net = build(text).net()
    a, b = inputs("2x0e + 2x1o", "1x0e + 1x1o", torch.float64, 3)
    a.requires_grad_()
    b.requires_grad_()
    assert torch.autograd.gradcheck(net, (a, b), fast_mode=True)
    assert torch.autograd.gradgradcheck(net, (a, b), fast_mode=True)
    each = torch.func.vmap(lambda u, v: net(u[None], v[None])[0])(a, b)
    assert torch.allclose(each, net(a, b))
    assert net(a[:0], b[:0]).shape == (0, 8)
    small = build(text).net(torch.bfloat16)
    assert small(a.bfloat16(), b.bfloat16()).isfinite().all()
    lead = net(a.view(3, 1, 8).expand(3, 2, 8), b.view(3, 1, 4).expand(3, 2, 4))
    assert torch.allclose(lead[:, 1], net(a, b))


def test_exact_models_say_nothing_of_fits() -> None:
    from symc.compiler import plan

    text = spec(X, Y, Z, ", algorithm = cp(rank = 100)")
    (model,) = plan(understand(Source("spec.sym", text))).models
    assert not fitted(model)
    (model,) = plan(understand(Source("spec.sym", text.replace("100", "4")))).models
    assert "not equivariant by" in fitted(model)


ATOMS = """size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
type Node = [Atoms, Rot(2x0e + 2x1o)]
model Energy(h: Node, p: [Atoms, Rot], bonds: Bonds) -> (energy: [], forces: [Atoms, Rot]) {
    v = gather(p at bonds.target) - gather(p at bonds.source)
    y = spherical_harmonics(v, 2)
    m = tensor_product(
        gather(h at bonds.source), y -> [Bonds, Rot(2x0e + 2x1o)],
        weights = mlp(norm(v), 4), mode = channelwise, algorithm = ALGORITHM
    )
    k = scatter(m to bonds.target)
    e = sum(tensor_product(k, k -> [Atoms], algorithm = ALGORITHM) over Atoms)
    return (e, -gradient(e, p))
}
"""


@pytest.mark.parametrize("algorithm", ["gaunt", "cp(rank = 3)"])
def test_forces_are_the_slope_of_the_energy(algorithm: str) -> None:
    """Also along an edge of length 0, where they stay finite."""
    net = build(ATOMS.replace("ALGORITHM", algorithm)).net()
    made = torch.Generator().manual_seed(0)
    h = torch.randn(4, 8, generator=made, dtype=torch.float64)
    p = torch.randn(4, 3, generator=made, dtype=torch.float64)
    bonds = torch.tensor([[0, 1, 2, 3, 0], [1, 2, 3, 0, 2]])
    forces = net(h, p, bonds)[1]
    for atom, axis in ((0, 0), (2, 1), (3, 2)):
        step = torch.zeros_like(p)
        step[atom, axis] = 1e-5
        slope = (net(h, p + step, bonds)[0] - net(h, p - step, bonds)[0]) / 2e-5
        assert (slope + forces[atom, axis]).abs() < 1e-6 * (1 + forces.abs().max())
    p[1] = p[0]
    assert all(each.isfinite().all() for each in net(h, p, bonds))


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ["gaunt", "cp(rank = 3)"])
def test_products_by_factors_are_one_graph(algorithm: str) -> None:
    net = build(spec(X, Y, Z.replace(" + 3x1e", ""), f", algorithm = {algorithm}")).net()
    a, b = inputs(X, Y, torch.float64)
    whole = torch.compile(net, fullgraph=True, backend="aot_eager")
    assert torch.allclose(whole(a, b), net(a, b))
    exported = torch.export.export(net, (a, b)).module()
    assert torch.allclose(exported(a, b), net(a, b))
