"""`tensor_product` as e3nn's, equivariant, along edges as by its parts, with its refusals."""

from typing import Any

import pytest
import torch
from torch import Tensor

from symc.compiler import understand
from symc.report import CompileError, Source
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

X = "3x0e + 3x1o + 3x2e"
Y = "1x0e + 1x1o + 1x2e"
Z = "3x0e + 3x1o + 3x1e + 3x2e"


def spec(x: str, y: str, z: str, options: str = "") -> str:
    return f"""group Rot = O(3)
model Product(x: [Rot({x})], y: [Rot({y})]) -> [Rot({z})] {{
    return tensor_product(x, y -> [Rot({z})]{options})
}}
"""


def theirs(x: str, y: str, z: str, mode: str, weighted: bool) -> Any:
    """e3nn's product with all its paths, ordered by output, then by x and y."""
    from e3nn import o3

    a, b, c = o3.Irreps(x), o3.Irreps(y), o3.Irreps(z)
    instructions = [
        (i, j, k, mode, weighted)
        for k, (_, three) in enumerate(c)
        for i, (_, one) in enumerate(a)
        for j, (_, two) in enumerate(b)
        if three in one * two
    ]
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return o3.TensorProduct(a, b, c, instructions, internal_weights=False, shared_weights=True)
    finally:
        torch.set_default_dtype(before)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("copies", [1, 2])
def test_channelwise_products_are_those_of_e3nn(dtype: torch.dtype, copies: int) -> None:
    y = Y.replace("1x", f"{copies}x")
    net = build(spec(X, y, Z, ", mode = channelwise")).net(dtype)
    other = theirs(X, y, Z, "uvu", True).to(dtype)
    (weight,) = net.parameters()
    rows = weight.detach().reshape(-1, copies, 3).transpose(1, 2)
    a, b = (torch.randn(5, i.dim, dtype=dtype) for i in (other.irreps_in1, other.irreps_in2))
    expected = other(a, b, rows.reshape(-1))
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    assert (net(a, b) - expected).abs().max() < tolerance


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("copies", [1, 2])
def test_full_products_are_those_of_e3nn(dtype: torch.dtype, copies: int) -> None:
    x, y, z = "4x0e + 4x1o", f"{copies}x0e + {copies}x1o", "2x0e + 3x1o + 5x1e"
    net = build(spec(x, y, z)).net(dtype)
    other = theirs(x, y, z, "uvw", True).to(dtype)
    found = []
    for n, (width, paths) in enumerate(((2, 2), (3, 2), (5, 1))):
        weight = list(net.parameters())[n].detach()
        rows = weight.reshape(paths, copies, 4, width).transpose(1, 2)
        found.append(rows.reshape(-1))
    a, b = (torch.randn(5, i.dim, dtype=dtype) for i in (other.irreps_in1, other.irreps_in2))
    expected = other(a, b, torch.cat(found))
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    assert (net(a, b) - expected).abs().max() < tolerance


def test_products_without_weights_are_those_of_e3nn() -> None:
    net = build(spec(X, Y, Z, ", weights = none, mode = channelwise")).net()
    other = theirs(X, Y, Z, "uvu", False).double()
    a, b = (torch.randn(5, i.dim).double() for i in (other.irreps_in1, other.irreps_in2))
    assert not list(net.parameters())
    assert (net(a, b) - other(a, b)).abs().max() < 1e-12


@pytest.mark.parametrize("options", ["", ", mode = channelwise"])
def test_products_turn_with_their_operands(options: str) -> None:
    from e3nn import o3

    x, z = ("2x0o + 4x1e + 2x2e", "4x0e + 2x2o + 4x1o") if not options else (X, Z)
    y = "1x0e + 1x1o + 1x2e"
    net = build(spec(x, y, z, options)).net()
    turn = -o3.rand_matrix().double()
    matrices = [o3.Irreps(each).D_from_matrix(turn.float()).double() for each in (x, y, z)]
    a, b = (torch.randn(4, each.shape[0]).double() for each in matrices[:2])
    moved = net(a @ matrices[0].T, b @ matrices[1].T)
    assert torch.allclose(moved, net(a, b) @ matrices[2].T, atol=1e-4)
    assert torch.allclose(net(a + 2 * a.flip(0), b), net(a, b) + 2 * net(a.flip(0), b))


def graph_spec(fuse: bool, options: str = "mode = channelwise") -> str:
    """A convolution; unfused, the messages are read a second time."""
    other = "" if fuse else " + scatter(0.0 * message to bonds.source)"
    return f"""
size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
type Node = [Atoms, Rot(4x0e + 4x1o)]
model Conv(h: Node, v: [Bonds, Rot], bonds: Bonds) -> Node {{
    y = spherical_harmonics(v, 1)
    sent = gather(h at bonds.source)
    r = norm(v)
    message = tensor_product(sent, y -> [Bonds, Rot(4x0e + 4x1o)], {options})
    return scatter(message to bonds.target){other}
}}
"""


def given(edges: int = 9) -> tuple[Tensor, Tensor, Tensor]:
    made = torch.Generator().manual_seed(0)
    pairs = torch.randperm(25, generator=made)[:edges]
    index = torch.stack((pairs // 5, pairs % 5))
    h = torch.randn(5, 16, generator=made, dtype=torch.float64)
    return h, torch.randn(edges, 3, generator=made, dtype=torch.float64), index


@pytest.mark.parametrize(
    ("options", "stored"),
    [
        ("mode = channelwise", False),
        ("mode = full", False),
        ("mode = channelwise, weights = mlp(r, 5)", False),
        ("mode = full, weights = mlp(r, 5)", True),
    ],
)
def test_fused_products_are_what_they_are_made_of(options: str, stored: bool) -> None:
    """A matrix of each edge's own comes before the sum over edges; one for all after it."""
    fused, apart = (build(graph_spec(fuse, options)) for fuse in (True, False))
    assert ("_gather(" in fused.source.split("class Conv")[1].split("\n\n\n")[0]) == stored
    assert "_gather(" in apart.source
    for edges in (0, 1, 9):
        values = given(edges)
        one, two = (each.net()(*values) for each in (fused, apart))
        assert torch.allclose(one, two, atol=1e-12)


def test_fused_products_have_two_derivatives_and_keep_order_bitwise() -> None:
    net = build(graph_spec(True)).net()
    h, v, index = given()
    h.requires_grad_()
    v.requires_grad_()

    def call(h: Tensor, v: Tensor) -> Tensor:
        made: Tensor = net(h, v, index)
        return made

    assert torch.autograd.gradcheck(call, (h, v), fast_mode=True)
    assert torch.autograd.gradgradcheck(call, (h, v), fast_mode=True)
    order = torch.randperm(9)
    assert torch.equal(call(h, v), net(h, v[order], index[:, order]))


def test_other_groups() -> None:
    """SU(2), SO(2), O(2), C(5) and SO(3): products commute with the group."""
    from tests.oracle.modules import equivariance_error

    for group, x, y, z in (
        ("SU(2)", "[G.1]", "[G.2]", "[G.3]"),
        ("SO(2)", "[G.1]", "[G.2]", "[G.3]"),
        ("O(2)", "[G.2]", "[G.2]", "[G.det]"),
        ("C(5)", "[G.2]", "[G.4]", "[G.1]"),
        ("SO(3)", "[G.1]", "[G.1]", "[G.1]"),
    ):
        compiled = build(f"""
group G = {group}
model Product(x: 2 {x}, y: {y}) -> 3 {z} {{
    return tensor_product(x, y -> 3 {z})
}}
""")
        assert list(compiled.net().parameters())
        assert equivariance_error(compiled.model, compiled.net(), {}) < 1e-9, group


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (spec("2x1o", "1x1o", "2x1o"), "SYM371", "forbidden by parity"),
        (spec("2x1o", "1x1o", "3x1e", ", mode = channelwise"), "SYM371", "from 2 channels to 3"),
        (spec("2x1o", "1x1o", "2x3e"), "SYM371", "does not contain"),
        (spec("2x1o", "1x1o", "2x1e", ", weights = none"), "SYM373", "channelwise"),
        (spec("2x1o", "1x1o", "2x1e", ", algorithm = so2"), "SYM381", "harmonics"),
    ],
)
def test_refusals(text: str, code: str, words: str) -> None:
    with pytest.raises(CompileError) as caught:
        understand(Source("spec.sym", text))
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert words in str(caught.value)


def test_explain_tells_of_fused_products() -> None:
    from symc.compiler import plan
    from symc.explain import explain
    from symc.solve import solve

    module = understand(Source("spec.sym", graph_spec(True)))
    (account,) = explain(solve(module), plan(module))
    kinds = [layer.kind for layer in account.layers]
    assert "tensorproduct" in kinds and "gather" not in kinds
