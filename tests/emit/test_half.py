"""float16 holds no more than 65504: what stays below is right, and nothing else is finite."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

HALVES = [torch.float16, torch.bfloat16]
VECTORS = "group Rot = O(3)\nmodel Net(v: 2 [Rot]) -> {result} {{ return {layer} }}"
LAYERS = [
    ("normalize(v)", "2 [Rot]"),
    ("norm(v)", "2 []"),
    ("norm_act(v, silu)", "2 [Rot]"),
    ("layer_norm(v)", "2 [Rot]"),
]


def agree(net: Any, wide: Any, values: list[Tensor], kind: torch.dtype, tolerance: float) -> None:
    """The same weights in half and double precision make the same of the same values."""
    wide.load_state_dict(net.state_dict())
    given = [v.to(kind) if v.is_floating_point() else v for v in values]
    wanted = wide(*(v.double() if v.is_floating_point() else v for v in given))
    found = net(*given)
    assert found.dtype == kind
    assert wanted.abs().max() < 65504
    assert (found.double() - wanted).abs().max() <= tolerance * wanted.abs().max()


@pytest.mark.parametrize("kind", HALVES)
@pytest.mark.parametrize(("layer", "result"), LAYERS)
def test_lengths_whose_squares_are_beyond_are_right(
    layer: str, result: str, kind: torch.dtype
) -> None:
    built = build(VECTORS.format(layer=layer, result=result))
    v = 2000 * torch.randn(5, 3, 2, generator=torch.Generator().manual_seed(0))
    agree(built.net(kind), built.net(), [v], kind, 0.02)


@pytest.mark.parametrize("masked", [False, True])
def test_means_whose_sums_are_beyond_are_right(masked: bool) -> None:
    built = build("size n\ngroup P = S(n)\nmodel Net(x: [P]) -> [] { return mean(x over P) }")
    x = torch.full((1, 300), 60000.0).half()
    mask = torch.arange(300)[None] < 290 if masked else None
    assert built.net(torch.float16)(x, P_mask=mask).item() == 60000


def test_means_of_edges_whose_sums_are_beyond_are_right() -> None:
    text = """size n
group Atoms = S(n)
graph Bonds on Atoms
model Net(x: [Bonds], a: [Atoms], bonds: Bonds) -> [Atoms] {
    return scatter(x to bonds.target, mean) + a
}
"""
    x, bonds = torch.full((8,), 40000.0).half(), torch.tensor([[0] * 8, [1] * 8])
    found = build(text).net(torch.float16)(x, torch.zeros(3).half(), bonds)
    assert found.tolist() == [0, 40000, 0]


def product(options: str, count: int = 4) -> str:
    irreps = f"Rot({count}x0e + {count}x1o + {count}x2e)"
    return f"""size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
model Net(x: [Atoms, {irreps}], v: [Bonds, Rot], bonds: Bonds) -> [Atoms, {irreps}] {{
    y = spherical_harmonics(v, 2)
    m = tensor_product(gather(x at bonds.source), y -> [Bonds, {irreps}], {options})
    return scatter(m to bonds.target)
}}
"""


ALGORITHMS = ["cg", "so2", "gaunt", "cp(rank = 20)"]


@pytest.mark.parametrize("native", ["0", pytest.param("1", marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", ["channelwise", "full"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("kind", HALVES)
def test_products_have_room_inside(
    kind: torch.dtype, algorithm: str, mode: str, native: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many edges add up to more than float16 holds, and as many take it away."""
    monkeypatch.setenv("SYMC_NATIVE", native)
    count = 48 if native == "1" else 4
    built = build(product(f"mode = {mode}, algorithm = {algorithm}", count))
    x = torch.randn(1, 9 * count, generator=torch.Generator().manual_seed(0))
    x = torch.cat((x, -x))
    v = torch.tensor([[0.3, -0.5, 0.8]])
    bonds = torch.tensor([[0] * 24 + [1] * 24, [0] * 48])
    net, wide = built.net(kind), built.net()
    with torch.no_grad():
        for weight in (*net.parameters(), *wide.parameters()):
            weight.fill_(1.0)
    one = wide(x.double(), v.double(), bonds[:, :1]).abs().max().item()
    x = (6000 / one * x).to(kind)
    assert x.abs().max() < 65504
    found = net(x, v.expand(48, 3).to(kind), bonds)
    assert found.abs().max() < 0.05 * 6000


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_turned_values_may_be_larger_than_any(algorithm: str) -> None:
    """A vector (a, a, a) is (0, sqrt(3) a, 0) in its own frame."""
    text = product(f"mode = channelwise, algorithm = {algorithm}, weights = none", 1)
    built = build(text)
    x = torch.zeros(2, 9)
    x[0, 1:4] = 40000
    bonds = torch.tensor([[0], [1]])
    agree(built.net(torch.float16), built.net(), [x, torch.ones(1, 3), bonds], torch.float16, 0.01)


def test_what_is_beyond_is_not_finite() -> None:
    built = build(product("mode = channelwise, algorithm = so2, weights = none", 1))
    x, bonds = torch.full((2, 9), 60000.0).half(), torch.tensor([[0] * 9, [1] * 9])
    net, v = built.net(torch.float16), torch.ones(9, 3).half()
    with pytest.raises(ValueError, match="inf at"):
        net(x, v, bonds)
    found = torch.compile(net, backend="eager", fullgraph=True)(x, v, bonds)
    assert not found[1].isfinite().all() and not found.isnan().any()


@pytest.mark.parametrize("algorithm", ["cg", "so2", "gaunt"])
def test_products_that_are_beyond_are_an_error(algorithm: str) -> None:
    text = f"""size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
model Net(p: [Atoms, Space], x: 4 [Atoms], bonds: Bonds) -> [Atoms, Space(4x0e + 4x1o)] {{
    v = gather(p at bonds.target) - gather(p at bonds.source)
    y = spherical_harmonics(v, 2)
    there = gather(x at bonds.source)
    m = tensor_product(there, y -> [Bonds, Space(4x0e + 4x1o)], algorithm = {algorithm})
    return scatter(m to bonds.target)
}}
"""
    net, torch_seed = build(text).net(torch.float16), torch.Generator().manual_seed(0)
    p, x = (torch.randn(5, k, generator=torch_seed).half() for k in (3, 4))
    bonds = torch.randint(0, 5, (2, 30), generator=torch_seed)
    assert bool(torch.isfinite(net(p, x, bonds)).all())
    with pytest.raises(ValueError, match=r"where float16 ends at 65504: use torch.bfloat16"):
        net(p, x * 30000, bonds)
    assert bool(torch.isfinite(net.bfloat16()(p.bfloat16(), x.bfloat16() * 30000, bonds)).all())
