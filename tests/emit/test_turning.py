"""Irreps of rotations that are enforced from outside, against the matrices of e3nn."""

import math
from typing import Any

import pytest
import torch
from e3nn import o3
from torch import Tensor

from tests.emit.turns import clouds, rotation
from tests.oracle.modules import build

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same numbers in every run."""
    torch.manual_seed(0)


def spec(group: str, given: str, made: str, level: str = "by frame(pca)") -> str:
    """Points and irreps to irreps."""
    return f"""
size n
group Nodes = S(n)
group Rot = {group}
model M(x: [Nodes, Rot], q: {given}) -> {made} {{
    symmetry Rot: {level}
    h = sin(linear(x, q -> 8 [Nodes]))
    return linear(sin(linear(h -> 8 [])) -> {made})
}}
"""


def net(text: str) -> Any:
    """The last model of a spec."""
    return build(text).net().requires_grad_(False)


def turning(irreps: str, g: Tensor) -> Tensor:
    """How an orthogonal matrix moves irreps, from e3nn's harmonics of many moved points."""
    blocks = []
    points = torch.randn(200, 3, generator=torch.Generator().manual_seed(2)).double()
    sign = torch.linalg.det(g)
    for each in irreps.split("+"):
        count, label = each.split("x")
        degree = int(label.rstrip("eo"))
        moved = points @ (sign * g).mT
        before, after = (o3.spherical_harmonics(degree, p, normalize=True) for p in (points, moved))
        matrix = torch.linalg.lstsq(before, after).solution.mT
        blocks += [matrix * (sign if label.endswith("o") else 1)] * int(count)
    made: Tensor = torch.block_diag(*blocks)  # type: ignore[no-untyped-call]
    return made


SPACE = [
    ("SO(3)", "2x0+1x1+2x2", "1x1+2x3+1x0"),
    ("SO(3)", "1x5", "1x6+1x2"),
    ("O(3)", "2x0o+1x1e+2x2e", "1x0o+1x1e+1x1o+2x3o+1x2o"),
    ("O(3)", "1x4o", "1x5e+1x4e+1x0e"),
]
CLOUDS = {"generic": torch.randn(6, 3).double(), **clouds(3)}


@pytest.mark.parametrize(("group", "given", "made"), SPACE)
@pytest.mark.parametrize("name", CLOUDS)
def test_irreps_of_space_turn_exactly(group: str, given: str, made: str, name: str) -> None:
    types = (f"[Rot({each.replace('+', ' + ')})]" for each in (given, made))
    module, x = net(spec(group, *types)), CLOUDS[name]
    q = torch.randn(len(turning(given, torch.eye(3).double()))).double()
    with torch.no_grad():
        y = module(x, q)
        for seed in range(3):
            g = rotation(3, group == "SO(3)", seed)
            z = module(x @ g.mT, turning(given, g) @ q)
            assert float((z - turning(made, g) @ y).abs().max()) < 1e-10
    if name == "generic":
        assert float(y.abs().max()) > 1e-2


@pytest.mark.parametrize("level", ["by frame(pca)", "by canonical"])
@pytest.mark.parametrize("group", ["SO(2)", "O(2)"])
def test_irreps_of_the_plane_turn_exactly(group: str, level: str) -> None:
    module = net(spec(group, "2 [Rot.2]", "[Rot.3] + [Rot.1] + [Nodes, Rot.2] + []", level))
    x, q = torch.randn(7, 5, 2).double(), torch.randn(7, 2, 2).double()

    def turn(angle: float, k: int, mirrored: bool) -> Tensor:
        c, s = math.cos(k * angle), math.sin(k * angle)
        flip = torch.tensor([1.0, -1.0 if mirrored else 1.0]).double()
        return torch.tensor([[c, -s], [s, c]], dtype=torch.float64) * flip

    a, b, c, d = module(x, q)
    for mirrored in (False, True)[: 1 + (group == "O(2)")]:
        one, two, three = (turn(0.7, k, mirrored) for k in (1, 2, 3))
        again = module(x @ one.mT, two @ q)
        wanted = a @ three.mT, b @ one.mT, c @ two.mT, d
        gaps = (float((u - v).abs().max()) for u, v in zip(again, wanted, strict=True))
        assert max(gaps) < 1e-10


def test_canonical_places_and_samples_move_irreps() -> None:
    module, g = net(spec("SO(3)", "[Rot.2]", "[Rot.3]", "by canonical")), rotation(3, True)
    x, q = torch.randn(4, 6, 3).double(), torch.randn(4, 5).double()
    y, z = module(x, q), module(x @ g.mT, q @ turning("1x2", g).mT)
    assert float((z - y @ turning("1x3", g).mT).abs().max()) < 1e-9
    text = """
group Rot = O(3)
model M(q: [Rot.2e]) -> [Rot.2e] { symmetry Rot: by sample(20000); return linear(q -> [Rot.2e]) }
"""
    module, q = net(text), torch.randn(1, 5).double()
    bias = module._network(torch.zeros(1, 5).double())[0]
    weight = module._network(torch.eye(5).double())[0] - bias
    assert torch.allclose(module(q), q * weight.trace() / 5, atol=0.05), "Schur's lemma"


@pytest.mark.slow
def test_results_are_continuous_where_points_fall_on_a_line() -> None:
    module = net(spec("O(3)", "[Rot.2e]", "[Rot.3o] + [Rot.2o] + []"))
    x, q = clouds(3)["line"], torch.randn(5).double()
    steps = torch.linspace(-0.2, 0.2, 4001, dtype=torch.float64)[:, None, None]
    made = module(x + steps * torch.randn(5, 3).double(), q.expand(4001, 5))
    assert max(float(y.diff(dim=0).abs().max()) for y in made) < 5e-3


def test_gradients_through_irreps_are_exact() -> None:
    module = net(spec("SO(3)", "[Rot.2]", "[Rot.3]"))
    x = torch.randn(2, 5, 3).double().requires_grad_()
    q = torch.randn(2, 5).double().requires_grad_()
    assert torch.autograd.gradcheck(module, (x, q))


def test_low_precision_and_motions() -> None:
    text = spec("E(3)", "[Rot.2e]", "[Rot] + [Rot.3o]")
    module, g, t = net(text), rotation(3, False), torch.randn(3).double()
    x, q = torch.randn(4, 6, 3).double() + 3, torch.randn(4, 5).double()
    p, y = module(x, q)
    pp, yy = module(x @ g.mT + t, q @ turning("1x2e", g).mT)
    assert float((pp - p @ g.mT - t).abs().max()) < 1e-10
    assert float((yy - y @ turning("1x3o", g).mT).abs().max()) < 1e-10
    low = build(text).net(torch.bfloat16)
    assert low(x.bfloat16(), q.bfloat16())[1].dtype == torch.bfloat16
