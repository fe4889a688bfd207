"""Modules that check values as they run: each mistake is a `ValueError` with the name in it."""

import types
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import symc
from tests.oracle.modules import build, draw, packed

pytestmark = pytest.mark.torch

HEAD = """\
size n
group Atoms = S(n); group Rot = O(3); group Space = E(3)
graph Bonds on Atoms
"""
POTENTIAL = (
    HEAD
    + """
model Net(position: [Atoms, Space], bonds: Bonds) -> (energy: [], forces: [Atoms, Space.vector]) {
    v = gather(position at bonds.target) - gather(position at bonds.source)
    m = bilinear(gaussians(norm(v), 4, cutoff = 9.0), normalize(v) -> 2 [Bonds, Space.vector])
    h = scatter(m to bonds.target)
    energy = sum(mlp(norm(h), 4 -> [Atoms]) over Atoms)
    return (energy, gradient(energy, position))
}
"""
)
SETS = """\
size n
group Nodes = S(n)
model Net(x: 2 [Nodes], y: 2 []) -> 3 [Nodes] {
    return linear(silu(linear(x, y -> 3 [Nodes])) -> 3 [Nodes])
}
"""
SPECS = Path(__file__).parents[1] / "specs"


def checked(text: str, dtype: torch.dtype = torch.float64) -> nn.Module:
    """The model `Net` of a spec, compiled with checks."""
    module = types.ModuleType("checked")
    exec(symc.compile(text, checked=True), module.__dict__)
    torch.manual_seed(0)
    made: nn.Module = module.Net(dtype=dtype)
    return made.eval()


def cluster() -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    return torch.randn(5, 3).double(), torch.tensor([[3, 0, 1, 2, 4], [0, 1, 2, 3, 0]])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_an_entry_that_is_not_finite_is_named(value: float) -> None:
    position, bonds = cluster()
    position[3, 1] = value
    with pytest.raises(ValueError, match=rf"position: .* got {value} at \(3, 1\)"):
        checked(POTENTIAL)(position, bonds)
    x, y = torch.randn(2, 4, 2).double(), torch.randn(2, 2).double()
    x[1, 2, 0] = value
    with pytest.raises(ValueError, match=rf"x: .* got {value} at \(1, 2, 0\)"):
        checked(SETS)(x, y)


def test_an_edge_without_a_length_is_named_as_it_was_given() -> None:
    position, bonds = cluster()
    position[1] = position[2]
    with pytest.raises(ValueError, match="bonds: edge 2 has length 0 in v"):
        checked(POTENTIAL)(position, bonds)
    harmonic = "model Net(v: [Bonds, Rot], bonds: Bonds, h: [Atoms]) -> [Bonds, Rot(0e + 1o + 2e)]"
    net = checked(f"{HEAD}{harmonic} {{ return spherical_harmonics(v, 2) }}")
    v = torch.randn(5, 3).double()
    v[4] = 0
    with pytest.raises(ValueError, match="bonds: edge 4 has length 0 in v"):
        net(v, bonds, position[:, 0])


@pytest.mark.parametrize("algorithm", ["cg", "so2", "gaunt"])
def test_an_edge_without_a_frame_is_named_too(algorithm: str) -> None:
    """In the frame of a vector its harmonics, which would be checked, are not made."""
    irreps = "Rot(64x0e + 64x1o + 64x2e)"
    text = f"""{HEAD}
model Net(x: [Atoms, {irreps}], p: [Atoms, Rot], r: 2 [Bonds], bonds: Bonds) -> [Atoms, {irreps}] {{
    v = gather(p at bonds.target) - gather(p at bonds.source)
    m = tensor_product(gather(x at bonds.source), spherical_harmonics(v, 2) -> [Bonds, {irreps}],
        mode = channelwise, weights = mlp(r, 2), algorithm = {algorithm})
    return scatter(m to bonds.target)
}}"""
    position, bonds = cluster()
    net = checked(text)
    given = torch.randn(5, 576).double(), position, torch.randn(5, 2).double(), bonds
    assert net(*given).isfinite().all()
    position[1] = position[2]
    with pytest.raises(ValueError, match="bonds: edge 2 has length 0 in v"):
        net(*given)


def test_ends_of_edges_are_in_range_with_their_place() -> None:
    position, bonds = cluster()
    bonds[1, 3] = 9
    with pytest.raises(ValueError, match=r"bonds: expected 0 to 4, got 9 at \(1, 3\)"):
        checked(POTENTIAL)(position, bonds)


def test_half_precision_that_overflows_is_an_error() -> None:
    net = checked(SETS, torch.float16)
    x, y = torch.full((4, 2), 60000.0).half(), torch.full((2,), 60000.0).half()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(2.0)
    with pytest.raises(ValueError, match=r"expected finite torch\.float16, got inf"):
        net(x, y)
    turned = "group Rot = O(3)\nmodel Net(x: 2 [Rot]) -> 2 [Rot] { return normalize(x) }"
    half = torch.full((3, 2), 600.0).half()
    for made in (build(turned).net(torch.float16), checked(turned, torch.float16)):
        assert torch.allclose(made(half), torch.full((3, 2), 3**-0.5).half(), atol=1e-3)
    with pytest.raises(ValueError, match=r"x: squared length beyond torch.float32 at \(0,\)"):
        checked(turned, torch.float32)(torch.full((3, 2), 1e25))


def test_graphs_of_a_batch_are_in_range_and_in_order() -> None:
    net = checked(POTENTIAL)
    position, bonds = cluster()
    with pytest.raises(ValueError, match="batch"):
        net(position, bonds[:, :0], batch=torch.tensor([0, 0, 1, 0, 1]), graphs=2)


def test_derivatives_and_transforms_go_through_the_checks() -> None:
    position, bonds = cluster()
    net, plain = checked(POTENTIAL), build(POTENTIAL).net(seed=None)
    plain.load_state_dict(net.state_dict())
    for one, other in zip(net(position, bonds), plain(position, bonds), strict=True):
        assert torch.equal(one, other)
    position.requires_grad_()
    assert torch.autograd.gradgradcheck(lambda p: net(p, bonds)[1], position)
    sets = checked(SETS)
    x, y = torch.randn(3, 4, 2).double(), torch.randn(3, 2).double()
    assert torch.allclose(torch.func.vmap(sets)(x, y), sets(x, y))
    x[2, 0, 1] = float("nan")
    with pytest.raises(ValueError, match=r"x: .* at \(0, 1\)"):
        torch.func.vmap(sets)(x, y)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["aot_eager", "inductor"])
def test_compiled_modules_check_as_well(backend: str) -> None:
    net = checked(POTENTIAL)
    position, bonds = cluster()
    made: Any = torch.compile(net, fullgraph=True, backend=backend)
    for one, other in zip(made(position, bonds), net(position, bonds), strict=True):
        assert torch.allclose(one, other)
    wrong = bonds.clone()
    wrong[0, 1] = -1
    with pytest.raises(ValueError, match=r"bonds: expected 0 to 4, got -1 at \(0, 1\)"):
        made(position, wrong)
    with pytest.raises(ValueError, match=r"position: .* at \(0, 0\)"):
        made(position * float("nan"), bonds)
    position[1] = position[2]
    with pytest.raises(ValueError, match="bonds: edge 2 has length 0"):
        made(position, bonds)


@pytest.mark.parametrize(
    "name", ["cloud", "deepsets", "finite", "graph", "inertia", "lorentz", "levels", "weights"]
)
def test_checks_change_no_number_of_any_model(name: str) -> None:
    text = (SPECS / f"{name}.sym").read_text(encoding="utf-8")
    plain = build(text)
    module = types.ModuleType("checked")
    exec(symc.compile(text, checked=True), module.__dict__)
    for meaning in plain.meaning.models:
        torch.manual_seed(0)
        net = getattr(plain.module, meaning.name)(dtype=torch.float64).eval()
        careful = getattr(module, meaning.name)(dtype=torch.float64).eval()
        careful.load_state_dict(net.state_dict())
        values = packed(meaning, draw(meaning, SIZES))
        assert _same(careful(*values), net(*values))


SIZES = {"n": 4, "m": 3}


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor):
        return torch.equal(one, other)
    return all(_same(a, b) for a, b in zip(one, other, strict=True))


def test_without_the_option_nothing_is_checked() -> None:
    assert "checked" not in symc.compile(SETS)
    assert symc.compile(SETS) == symc.compile(SETS, checked=False)
