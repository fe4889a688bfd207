"""Products of functions on the sphere are one function, on a grid, by couplings and in a frame."""

from typing import Any

import pytest
import torch
from torch import Tensor

from symc.algebra.gaunt_costs import GauntCosts
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

OPTIONS = [
    "mode = channelwise",
    "mode = channelwise, weights = none",
    "mode = channelwise, weights = mlp(r, 3)",
    "mode = full",
    "mode = full, weights = mlp(r, 3)",
]
EDGES = """size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
model Net(x: [Atoms, Rot({irreps})], v: [Bonds, Rot], r: 2 [Bonds], bonds: Bonds) -> [
    Atoms, Rot({irreps})] {{
    y = spherical_harmonics(v, {most})
    m = tensor_product(gather(x at bonds.source), y -> [Bonds, Rot({irreps})],
        {options}, algorithm = gaunt)
    return scatter(m to bonds.target)
}}
"""
ROWS = """group Rot = O(3)
model Net(x: [Rot({irreps})], y: [Rot({other})], r: 2 []) -> [Rot({irreps})] {{
    return tensor_product(x, y -> [Rot({irreps})], {options}, algorithm = gaunt)
}}
"""


def irreps(most: int, copies: int = 2) -> str:
    return " + ".join(f"{copies}x{k}{'eo'[k % 2]}" for k in range(most + 1))


def built(text: str, way: str, patch: pytest.MonkeyPatch) -> Any:
    """A spec whose products go one way."""
    patch.setattr(GauntCosts, "way", lambda self, framed: way)
    return build(f"# {way}\n{text}")


def edges(most: int, options: str = "mode = channelwise", copies: int = 2) -> str:
    return EDGES.format(irreps=irreps(most, copies), most=most, options=options)


def values(most: int, copies: int = 2, kind: torch.dtype = torch.float64) -> list[Tensor]:
    """Points, edges between them with both poles and no vector among theirs, and their radii."""
    made = torch.Generator().manual_seed(0)
    x = torch.randn(4, copies * (most + 1) ** 2, generator=made)
    v = torch.randn(9, 3, generator=made)
    v[:3] = torch.tensor([[0.0, 1, 0], [0, -1, 0], [0, 0, 0]])
    bonds = torch.tensor([[0, 1, 2, 3, 0, 1, 0, 2, 2], [1, 0, 0, 2, 2, 0, 0, 2, 1]])
    return [x.to(kind), v.to(kind), torch.randn(9, 2, generator=made).to(kind), bonds]


def ways(text: str, patch: pytest.MonkeyPatch, kind: torch.dtype = torch.float64) -> list[Any]:
    """The same weights in every way."""
    found = [built(text, way, patch).net(kind) for way in ("grid", "couplings", "frame")]
    for other in found[1:]:
        other.load_state_dict(found[0].state_dict())
    return found


@pytest.mark.parametrize("native", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("options", OPTIONS)
def test_all_ways_are_one_function_along_edges(
    options: str, native: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ways(edges(2, options), monkeypatch)
    given = values(2)
    wanted = found[0](*given)
    assert wanted.abs().max() > 0.01
    for each in found:
        if native:
            monkeypatch.setitem(type(each).forward.__globals__, "_serves", lambda *_: True)
        assert torch.allclose(each(*given), wanted, atol=1e-12)
        none = [given[0], *(value[:0] for value in given[1:3]), given[3][:, :0]]
        assert not each(*none).any()


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("options", OPTIONS)
def test_values_and_couplings_are_one_function(
    options: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ROWS.format(irreps=f"{irreps(2)} + 3x1o", other="2x0e + 1x1o + 2x2e", options=options)
    one, two = (built(text, way, monkeypatch).net() for way in ("grid", "couplings"))
    two.load_state_dict(one.state_dict())
    made = torch.Generator().manual_seed(0)
    given = [torch.randn(5, n, generator=made, dtype=torch.float64) for n in (27, 15, 2)]
    assert torch.allclose(one(*given), two(*given), atol=1e-12)


def slopes(net: Any, given: list[Tensor]) -> list[Tensor]:
    """Derivatives, and derivatives of their squares, by all operands and weights."""
    leaves = [value.clone().requires_grad_() for value in given[:3]]
    every = [*leaves, *net.parameters()]
    first = torch.autograd.grad(
        net(*leaves, given[3]).sin().sum(), every, create_graph=True, materialize_grads=True
    )
    square = sum(each.square().sum() for each in first)
    assert isinstance(square, Tensor)
    return [
        *(g.detach() for g in first),
        *torch.autograd.grad(square, every, materialize_grads=True),
    ]


@pytest.mark.parametrize("native", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("options", [OPTIONS[0], OPTIONS[2]])
def test_derivatives_are_alike_up_to_the_second(
    options: str, native: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ways(edges(2, options), monkeypatch)
    if native:
        for each in found:
            monkeypatch.setitem(type(each).forward.__globals__, "_serves", lambda *_: True)
    given = values(2)
    given[1][2] = torch.tensor([0.1, 0.2, -0.4])
    wanted, *others = (slopes(each, given) for each in found)
    for other in others:
        for a, b in zip(wanted, other, strict=True):
            assert torch.allclose(a, b, atol=1e-10 * (1 + a.abs().max().item()))


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(("kind", "tolerance"), [(torch.float32, 1e-5), (torch.bfloat16, 0.05)])
def test_other_types_are_as_exact_as_they_can_be(
    kind: torch.dtype, tolerance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = edges(3, OPTIONS[2])
    exact = built(text, "grid", monkeypatch).net()
    for each in ways(text, monkeypatch, kind):
        exact.load_state_dict(each.state_dict())
        given = values(3, kind=kind)
        wanted = exact(*(value.double() for value in given[:3]), given[3])
        off = (each(*given).double() - wanted).abs().max()
        assert off < tolerance * wanted.abs().max()


@pytest.mark.slow
def test_a_batch_an_export_and_one_graph_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ways(edges(1, OPTIONS[2]), monkeypatch)
    given = values(1)
    for net in found:
        wanted = net(*given)
        exported: Any = torch.export.export(net, tuple(given)).module()
        assert torch.allclose(exported(*given), wanted, atol=1e-12)
        whole: Any = torch.compile(net, fullgraph=True, backend="aot_eager")
        assert torch.allclose(whole(*given), wanted, atol=1e-12)
        both = torch.stack((given[0], 2 * given[0]))
        batch = torch.vmap(lambda x, net=net: net(x, *given[1:]))(both)
        assert torch.allclose(batch[0], wanted, atol=1e-12)
