"""`algorithm = so2`: the function of `cg`, with its weights, in the frame of a vector."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

OPTIONS = [
    "mode = channelwise",
    "mode = channelwise, weights = none",
    "mode = channelwise, weights = mlp(r, 5)",
    "mode = full",
    "mode = full, weights = mlp(r, 3)",
]


def spec(most: int, options: str, algorithm: str, group: str = "O") -> str:
    parity = "eo" if group == "O" else ("", "")
    irreps = " + ".join(f"3x{k}{parity[k % 2]}" for k in range(most + 1))
    more = " + 3x1e" if group == "O" else ""
    return f"""group Rot = {group}(3)
model Product(x: [Rot({irreps})], v: [Rot], r: 2 []) -> [Rot({irreps}{more})] {{
    y = spherical_harmonics(v, {most})
    return tensor_product(x, y -> [Rot({irreps}{more})], {options}, algorithm = {algorithm})
}}
"""


def both(most: int, options: str, dtype: torch.dtype, group: str = "O") -> tuple[Any, Any]:
    one, two = (build(spec(most, options, each, group)).net(dtype) for each in ("so2", "cg"))
    two.load_state_dict(one.state_dict())
    return one, two


def given(most: int, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors of all kinds: both poles, next to them, long and short ones, and none at all."""
    made = torch.Generator().manual_seed(0)
    v = torch.randn(24, 3, generator=made, dtype=torch.float64)
    v[:4] = torch.tensor([[0.0, 1, 0], [0, -1, 0], [1e-9, -1, 0], [0, 0, 0]])
    v[4], v[5], v[6, 1] = 1e6 * v[4], 1e-6 * v[5], 0.0
    x = torch.randn(24, 3 * (most + 1) ** 2, generator=made, dtype=torch.float64)
    return x.to(dtype), v.to(dtype), torch.randn(24, 2, generator=made).to(dtype)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("group", ["O", "SO"])
def test_it_is_the_function_of_cg_with_its_weights(options: str, group: str) -> None:
    one, two = both(2, options, torch.float64, group)
    assert "_rotations(" in build(spec(2, options, "so2", group)).source
    values = given(2)
    assert two(*values).abs().max() > 0.1
    assert torch.allclose(one(*values), two(*values), atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-11), (torch.float32, 1e-5)])
def test_it_is_so_up_to_degree_five(dtype: torch.dtype, tolerance: float) -> None:
    one, two = both(5, "mode = channelwise", dtype)
    values = given(5, dtype)
    wanted = two(*values)
    assert (one(*values) - wanted).abs().max() < tolerance * wanted.abs().max()


def slopes(net: Any, values: tuple[Tensor, ...]) -> list[Tensor]:
    """Derivatives, and derivatives of their squares."""
    leaves = [value.clone().requires_grad_() for value in values]
    first = torch.autograd.grad(net(*leaves).sin().sum(), leaves[:2], create_graph=True)
    square = first[0].square().sum() + first[1].square().sum()
    return [*(g.detach() for g in first), *torch.autograd.grad(square, leaves[:2])]


def test_derivatives_are_those_of_cg_at_the_poles_too() -> None:
    one, two = both(3, "mode = channelwise", torch.float64)
    x, v, r = given(3)
    keep = torch.arange(24) != 3
    values = (x[keep], v[keep] / v[keep].norm(dim=-1, keepdim=True), r[keep])
    for mine, theirs in zip(slopes(one, values), slopes(two, values), strict=True):
        assert torch.allclose(mine, theirs, atol=1e-9 * float(theirs.detach().abs().max()))


def test_derivatives_at_no_vector_are_numbers() -> None:
    one, _ = both(2, "mode = channelwise", torch.float64)
    assert all(bool(slope.isfinite().all()) for slope in slopes(one, given(2)))


def test_second_derivatives_are_right() -> None:
    one, _ = both(2, "mode = channelwise", torch.float64)
    x, v, r = (value[6:9] for value in given(2))
    leaves = (x.requires_grad_(), v.requires_grad_())
    assert torch.autograd.gradcheck(lambda x, v: one(x, v, r), leaves, fast_mode=True)
    assert torch.autograd.gradgradcheck(lambda x, v: one(x, v, r), leaves, fast_mode=True)


POTENTIAL = """size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
model Potential(k: 4 [Atoms], p: [Atoms, Space], b: Bonds) -> (e: [], f: [Atoms, Space.vector]) {
    v = gather(p at b.target) - gather(p at b.source)
    y = spherical_harmonics(v, 2)
    r = bessel(norm(v), 4, cutoff = 4.0)
    h = linear(k -> [Atoms, Space(4x0e + 4x1o + 4x2e)])
    repeat 2 {
        m = tensor_product(gather(h at b.source), y -> [Bonds, Space(4x0e + 4x1o + 4x2e)],
                           mode = channelwise, weights = mlp(r, 6), algorithm = so2)
        h = gate(linear(scatter(m to b.target), h -> [Atoms, Space(4x0e + 4x1o + 4x2e)]))
    }
    e = sum(linear(h -> [Atoms]) over Atoms)
    return (e, -gradient(e, p))
}
"""


def cluster() -> tuple[Tensor, Tensor, Tensor]:
    made = torch.Generator().manual_seed(0)
    ends = torch.tensor([[i, j] for i in range(5) for j in range(5) if i != j]).T
    k, p = (torch.randn(5, n, generator=made, dtype=torch.float64) for n in (4, 3))
    return k, p, ends


@pytest.mark.slow
def test_forces_are_those_of_cg_and_compile_whole_and_export() -> None:
    net = build(POTENTIAL).net()
    other = build(POTENTIAL.replace("algorithm = so2", "algorithm = cg")).net()
    other.load_state_dict(net.state_dict())
    values = cluster()
    mine, theirs = net(*values), other(*values)
    assert theirs.f.abs().max() > 1e-3
    assert torch.allclose(mine.e, theirs.e) and torch.allclose(mine.f, theirs.f, atol=1e-11)
    quick: Any = torch.compile(net, fullgraph=True, backend="aot_eager")
    assert torch.allclose(quick(*values).f, mine.f, atol=1e-11)
    exported = torch.export.export(net, values).module()
    assert torch.allclose(exported(*values).f, mine.f, atol=1e-11)


def test_a_component_too_small_for_its_vector_has_one_sign() -> None:
    """In units of the largest component it is 0: the frame and the harmonics agree on the axis."""
    one, two = both(3, "mode = channelwise", torch.float32)
    v = torch.tensor([[1e30, -1e-20, 0], [1e-30, -1e-38, 1e-30], [0, -1e-38, 0]])
    x, r = torch.randn(3, 48), torch.zeros(3, 2)
    assert torch.allclose(one(x, v, r), two(x, v, r), atol=1e-5)


def test_small_types_and_no_entries() -> None:
    one, two = both(3, "mode = channelwise", torch.bfloat16)
    values = given(3, torch.bfloat16)
    wanted = two(*values)
    assert (one(*values) - wanted).abs().max() < 0.04 * wanted.abs().max()
    empty = tuple(value[:0] for value in values)
    assert one(*empty).shape == two(*empty).shape == (0, 57)


TWICE = """size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
type Node = [Atoms, Rot(CHx0e + CHx1o + CHx2e)]
model Twice(h: Node, v: [Bonds, Rot], b: Bonds) -> Node {
    one = spherical_harmonics(v, 1)
    two = spherical_harmonics(v, 2)
    m = tensor_product(gather(h at b.source), one -> [Bonds, Rot(CHx0e + CHx1o)],
                       mode = channelwise, algorithm = so2)
    k = scatter(m to b.target)
    q = tensor_product(gather(k at b.source), two -> [Bonds, Rot(CHx0e + CHx1o + CHx2e)],
                       OPTIONS, algorithm = so2)
    return scatter(q to b.target)
}
"""


def twice(channels: int, options: str, edges: int) -> tuple[Any, Any, list[Tensor]]:
    """Two products with one vector, in its frame and straight; and operands."""
    text = TWICE.replace("CH", str(channels)).replace("OPTIONS", options)
    one, two = (build(each).net() for each in (text, text.replace("so2", "cg")))
    two.load_state_dict(one.state_dict())
    made = torch.Generator().manual_seed(0)
    h, v = (torch.randn(*n, generator=made).double() for n in ((7, 9 * channels), (edges, 3)))
    return one, two, [h, v, torch.randint(7, (2, edges), generator=made)]


def same(one: Any, two: Any, values: list[Tensor]) -> None:
    leaves = [value.clone().requires_grad_() for value in values[:2]]
    found = []
    for net in (one, two):
        made = net(*leaves, values[2])
        loss = made.sin().sum()
        first = torch.autograd.grad(loss, [*leaves, *net.parameters()], create_graph=True)
        second = torch.autograd.grad(first[1].square().sum(), leaves)
        found.append([made, *first, *second])
    for mine, theirs in zip(*found, strict=True):
        assert torch.allclose(mine, theirs, atol=1e-9 * float(theirs.detach().abs().max()))


@pytest.mark.parametrize("options", ["mode = channelwise", "mode = full"])
def test_rotations_of_a_vector_are_made_once(options: str) -> None:
    one, two, values = twice(2, options, 30)
    text = build(TWICE.replace("CH", "2").replace("OPTIONS", options)).source
    assert text.count("= _rotations(") == 1
    assert "_gather(h" not in text and "_scatter(" not in text
    same(one, two, values)


@pytest.mark.slow
def test_kernels_turn_as_matrices_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """So much work that it is done in C++, where there is a compiler."""
    one, two, values = twice(32, "mode = channelwise", 200)
    same(one, two, values)
    fast = one(*values)
    monkeypatch.setenv("SYMC_NATIVE", "0")
    other = build(TWICE.replace("CH", "32").replace("OPTIONS", "mode = channelwise")).net()
    other.load_state_dict(one.state_dict())
    assert torch.allclose(other(*values), fast, atol=1e-11)


def test_no_points_are_refused_by_what_is_expected() -> None:
    one, _, (h, v, ends) = twice(2, "mode = channelwise", 0)
    with pytest.raises(ValueError, match="h: axis -2 should be at least 1, got 0"):
        one(h[:0], v, ends)
    assert one(h, v, ends).shape == (7, 18)
