"""Models of sparse graphs: symmetry, batches end to end, order of the edges, what is refused."""

from typing import Any

import pytest
import torch
from torch import Tensor

from symc.report import CompileError
from tests.oracle.modules import build, generate

pytestmark = pytest.mark.torch

HEAD = """\
size n; size k
group Atoms = S(n); group Rot = O(3); group Kind = S(3); group Space = E(3)
graph Bonds on Atoms; graph Near on Atoms
"""

NETWORK = (
    HEAD
    + """
type H = 4 [Atoms] + 4 [Atoms, Rot] + 2 [Atoms, Kind]
layer Round(h: H, v: [Rot, Bonds], e: 3 [Bonds], bonds: Bonds, near: Near) -> H {
    there = gather(h at bonds.source)
    here = gather(h at bonds.target)
    w = linear(e, v -> 4 [Bonds] + 4 [Bonds, Rot])
    sent = bilinear((there, here), w -> 4 [Bonds] + 4 [Bonds, Rot] + 2 [Bonds, Kind])
    far = scatter(gather(h at near.source) to near.target, mean)
    most = scatter(gather(h.0 at near.source) to near.target, max)
    return linear(scatter(gate(sent) to bonds.target), far, most, h -> H)
}
model M(x: [3, Atoms], p: [Rot, Atoms], bonds: Bonds, g: 2 [], e: 3 [Bonds], near: Near) -> (
    whole: [] + [Rot], points: 2 [Rot, Atoms], edges: [Bonds] + 2 [Kind, Bonds], top: 4 []
) {
    v = gather(p at bonds.target) - gather(p at bonds.source)
    h = linear(x, p, g -> H)
    repeat 2 { h = layer_norm(gate(h + Round(h, v, e, bonds, near))) }
    edge = linear(gather(h at bonds.source), e, v -> [Bonds] + 2 [Kind, Bonds])
    total = linear(mean(h over Atoms), sum(edge over Bonds), g -> [] + [Rot])
    return (total, linear(h -> 2 [Rot, Atoms]), edge, max(relu(h.0) over Atoms))
}
"""
)

Inputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]


def inputs(n: int, edges: int, seed: int) -> Inputs:
    torch.manual_seed(seed)
    near = torch.randint(n, (2, edges // 2))
    bonds = torch.randint(n, (2, edges))
    x, p, g, e = (torch.randn(shape).double() for shape in ((3, n), (3, n), (2,), (edges, 3)))
    return x, p, bonds, g, e, near


def flat(result: Any) -> list[Tensor]:
    if isinstance(result, Tensor):
        return [result]
    return [each for part in result for each in flat(part)]


def close(a: Any, b: Any, tolerance: float = 1e-10) -> bool:
    pairs = zip(flat(a), flat(b), strict=True)
    return all(torch.allclose(x, y, atol=tolerance, rtol=tolerance) for x, y in pairs)


def test_points_in_another_order_and_turned() -> None:
    net = build(NETWORK).net()
    x, p, bonds, g, e, near = inputs(6, 15, 1)
    (scalar, vector), points, (edge, kinds), top = net(x, p, bonds, g, e, near)
    order = torch.tensor([3, 1, 5, 0, 2, 4])
    back = torch.argsort(order)
    turn = torch.linalg.qr(torch.randn(3, 3, dtype=torch.float64)).Q
    moved = net(x[:, order], (turn @ p)[:, order], back[bonds], g, e, back[near])
    wanted = (scalar, turn @ vector), torch.einsum("ij,jnc->inc", turn, points)[:, order]
    assert close(moved, (*wanted, (edge, kinds), top))
    assert points.abs().max() > 0.01


def test_edges_in_any_order_give_the_same_bits() -> None:
    compiled = build(NETWORK)
    net = compiled.net()
    x, p, bonds, g, e, near = inputs(7, 30, 2)
    pairs = bonds.T.tolist()
    keep = torch.tensor([i for i, pair in enumerate(pairs) if pair not in pairs[:i]])
    bonds, e = bonds[:, keep], e[keep]
    first = net(x, p, bonds, g, e, near)
    order = torch.randperm(len(keep))
    second = net(x, p, bonds[:, order], g, e[order], near.flip(1))
    assert all(map(torch.equal, flat(first)[:3], flat(second)[:3]))
    assert torch.equal(first.edges[0][order], second.edges[0])
    assert torch.equal(first.edges[1][:, order], second.edges[1])
    ready = compiled.module.sort_edges(bonds, 7)
    assert all(map(torch.equal, flat(first), flat(net(x, p, ready, g, e, near))))


def test_a_batch_is_its_graphs_end_to_end() -> None:
    net = build(NETWORK).net()
    a, b = inputs(5, 12, 3), inputs(1, 3, 4)
    empty = torch.randn(2, dtype=torch.float64)
    both = net(
        torch.cat([a[0], b[0]], 1),
        torch.cat([a[1], b[1]], 1),
        torch.cat([a[2], b[2] + 5], 1),
        torch.stack([a[3], b[3], empty]),
        torch.cat([a[4], b[4]]),
        torch.cat([a[5], b[5] + 5], 1),
        batch=torch.tensor([0] * 5 + [1]),
        graphs=3,
    )
    one, two = net(*a), net(*b)
    for i, (first, second) in enumerate(zip(flat(one.whole), flat(two.whole), strict=True)):
        assert torch.allclose(flat(both.whole)[i][:2], torch.stack([first, second]))
    assert torch.allclose(both.points, torch.cat([one.points, two.points], 1))
    assert torch.allclose(both.edges[0], torch.cat([one.edges[0], two.edges[0]]))
    assert torch.allclose(both.edges[1], torch.cat([one.edges[1], two.edges[1]], 1))
    assert torch.equal(both.top[2], torch.zeros(4, dtype=torch.float64))
    assert both.whole[0].isfinite().all()


def test_no_edges_and_points_without_neighbours() -> None:
    net = build(NETWORK).net()
    x, p, bonds, g, e, near = inputs(4, 6, 5)
    nothing = torch.zeros(2, 0, dtype=torch.int64)
    out = net(x, p, nothing, g, e[:0], nothing)
    assert out.edges[0].shape == (0,) and out.edges[1].shape == (3, 0, 2)
    assert all(each.isfinite().all() for each in flat(out))
    lonely = net(x, p, bonds % 3, g, e, near % 3)
    assert all(each.isfinite().all() for each in flat(lonely))


@pytest.mark.parametrize(
    ("dtype", "value", "many"),
    [(torch.float16, 6e4, 2), (torch.float16, 0.1, 70_000), (torch.float32, 0.1, 1000)],
)
def test_maxima_of_equals_are_what_they_are(dtype: torch.dtype, value: float, many: int) -> None:
    text = """
        size n
        group Points = S(n)
        graph Bonds on Points
        model M(m: [Bonds], b: Bonds, x: [Points]) -> [Points] {
            return x + scatter(m to b.target, max)
        }
    """
    net: Any = build(text).net(dtype=dtype)
    m = torch.full((many,), value, dtype=dtype, requires_grad=True)
    edges = torch.tensor([[1], [0]]).expand(2, many)
    made = net(m, edges, torch.zeros(3, dtype=dtype))
    assert torch.equal(made, torch.tensor([value, 0.0, 0.0], dtype=dtype))
    made[0].backward()
    assert m.grad is not None and torch.allclose(m.grad, torch.tensor(1 / many, dtype=dtype))


def test_sums_means_and_maxima_by_hand() -> None:
    text = (
        HEAD
        + """
    model M(m: 2 [Bonds], x: 2 [Atoms], bonds: Bonds) -> (
        a: 2 [Atoms], b: 2 [Atoms], c: 2 [Atoms], d: 2 [Atoms], s: 2 [], f: 2 [], g: 2 []
    ) {
        return (scatter(m to bonds.target), scatter(m to bonds.source), scatter(m to bonds.target,
            mean), scatter(m to bonds.target, max), sum(m over Bonds), mean(m over Bonds),
            max(m over Bonds))
    }
    """
    )
    net = build(text).net()
    m = torch.randn(9, 2, dtype=torch.float64) - 3
    x = torch.randn(5, 2, dtype=torch.float64)
    bonds = torch.randint(4, (2, 9))
    out = net(m, x, bonds)
    for i in range(5):
        into, start = m[bonds[1] == i], m[bonds[0] == i]
        zero = torch.zeros(2, dtype=torch.float64)
        assert torch.allclose(out.a[i], into.sum(0)) and torch.allclose(out.b[i], start.sum(0))
        assert torch.allclose(out.c[i], into.mean(0) if len(into) else zero)
        assert torch.allclose(out.d[i], into.amax(0) if len(into) else zero)
    assert torch.allclose(out.s, m.sum(0)) and torch.allclose(out.f, m.mean(0))
    assert torch.allclose(out.g, m.amax(0))
    bad = m.clone()
    bad[3] = torch.nan
    assert net(bad, x, bonds).d[bonds[1, 3]].isnan().all()
    assert torch.autograd.gradcheck(lambda y: net(y, x, bonds).d, m.requires_grad_())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bonds": torch.tensor([[0], [6]])}, ("bonds", "0 to 5", "got 6")),
        ({"bonds": torch.tensor([[0], [-1]])}, ("bonds", "got -1")),
        ({"bonds": torch.zeros(3, 4, dtype=torch.int64)}, ("bonds", "(2, edges)", "(3, 4)")),
        ({"bonds": torch.zeros(2, 4)}, ("bonds", "int64")),
        ({"e": torch.zeros(3, 3)}, ("e", "Bonds = 15", "got 3")),
        ({"x": torch.zeros(3, 7)}, ("n = 7", "got 6")),
        ({"x": torch.zeros(2, 3, 6)}, ("x", "batch axes ()", "(2,)")),
        ({"g": torch.zeros(1, 2)}, ("g", "batch axes ()", "(1,)")),
        ({"graphs": 2}, ("graphs", "batch")),
        ({"batch": torch.tensor([1, 0, 0, 0, 0, 0])}, ("batch", "sorted")),
        ({"batch": torch.tensor([-1, 0, 0, 0, 0, 0])}, ("batch", "from 0 on")),
        ({"batch": torch.zeros(6)}, ("batch", "int64")),
        ({"batch": torch.zeros(5, dtype=torch.int64)}, ("batch", "(6,)", "(5,)")),
        ({"batch": torch.tensor([0, 0, 0, 0, 0, 3]), "graphs": 3}, ("batch", "below 3", "got 3")),
        ({"batch": torch.tensor([0, 0, 0, 1, 1, 1])}, ("bonds", "two graphs")),
    ],
)
def test_wrong_graphs_are_named(change: dict[str, Any], words: tuple[str, ...]) -> None:
    x, p, bonds, g, e, near = inputs(6, 15, 6)
    given = {"x": x, "p": p, "bonds": bonds, "g": g, "e": e, "near": near} | change
    if "batch" in change and "graphs" not in change and change["batch"].dtype == torch.int64:
        given["g"] = g.expand(max(1, int(change["batch"].max()) + 1), 2)
    with pytest.raises(ValueError) as caught:
        build(NETWORK).net()(**given)
    assert all(word in str(caught.value) for word in words), caught.value


def test_edges_sorted_for_other_points_are_refused() -> None:
    compiled = build(NETWORK)
    x, p, bonds, g, e, near = inputs(6, 15, 6)
    with pytest.raises(ValueError, match="sorted for 7 points"):
        compiled.net()(x, p, compiled.module.sort_edges(bonds, 7), g, e, near)
    with pytest.raises(ValueError, match="got 5"):
        compiled.module.sort_edges(bonds % 5 + 1, 5)


def test_values_of_the_whole_graph_reach_points_and_edges() -> None:
    text = (
        HEAD
        + """
    model M(g: 2 [], x: 3 [Atoms], bonds: Bonds) -> (a: [Atoms], b: [Bonds], c: 2 []) {
        return (linear(g -> [Atoms]), linear(g, gather(x at bonds.source) -> [Bonds]), gate(g))
    }
    """
    )
    net = build(text).net()
    g, x = torch.randn(2, 2, dtype=torch.float64), torch.randn(5, 3, dtype=torch.float64)
    batch = torch.tensor([0, 0, 0, 1, 1])
    bonds = torch.tensor([[0, 3, 1], [1, 4, 0]])
    out = net(g, x, bonds, batch=batch)
    assert out.a.shape == (5,) and torch.equal(out.a[0], out.a[2]) and out.a[0] != out.a[3]
    alone = net(g[1], x[3:], torch.tensor([[0], [1]]))
    assert torch.allclose(out.b[1], alone.b[0]) and torch.allclose(out.a[3:], alone.a)


def test_points_move_and_vectors_do_not() -> None:
    text = (
        HEAD
        + """
    model M(p: [Atoms, Space], q: 2 [Space], bonds: Bonds) -> (
        moved: [Atoms, Space], middle: [Space], inner: [Atoms, Space.vector], both: 2 [Space]
    ) {
        v = gather(p at bonds.target) - gather(p at bonds.source)
        u = scatter(linear(v -> 4 [Bonds, Space.vector]) to bonds.target)
        c = mean(p over Atoms)
        w = linear(u, p - c, q - q -> [Atoms, Space.vector])
        return (p + 0.5 * w, 0.5 * c + 0.5 * mean(p + w over Atoms), w, 2 * q - q)
    }
    """
    )
    net = build(text).net()
    p, q = torch.randn(6, 3, dtype=torch.float64), torch.randn(3, 2, dtype=torch.float64)
    bonds = torch.randint(6, (2, 14))
    turn = torch.linalg.qr(torch.randn(3, 3, dtype=torch.float64)).Q
    shift = torch.tensor([5.0, -3.0, 2.0], dtype=torch.float64)
    out = net(p, q, bonds)
    moved = net(p @ turn.T + shift, turn @ q + shift[:, None], bonds)
    wanted = (
        out.moved @ turn.T + shift,
        out.middle @ turn.T + shift,
        out.inner @ turn.T,
        turn @ out.both + shift[:, None],
    )
    assert close(moved, wanted) and out.inner.abs().max() > 0.01


def test_points_of_a_set_with_absent_ones() -> None:
    text = """
    size n
    group Points = S(n); group Space = SE(2)
    model M(p: 2 [Points, Space]) -> (q: 2 [Points, Space], c: 2 [Space]) {
        c = mean(p over Points)
        return (p + linear(p - c -> 2 [Points, Space.vector]), c)
    }
    """
    net = build(text).net()
    p = torch.randn(3, 5, 2, 2, dtype=torch.float64)
    mask = torch.arange(5) < torch.tensor([[2], [5], [3]])
    out = net(p, Points_mask=mask)
    for i, count in enumerate((2, 5, 3)):
        alone = net(p[i, :count])
        assert torch.allclose(out.q[i, :count], alone.q) and torch.allclose(out.c[i], alone.c)
        assert not out.q[i, count:].any()
    angle = torch.tensor(0.7, dtype=torch.float64)
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()]).reshape(2, 2)
    shift = torch.tensor([[1.0], [-4.0]], dtype=torch.float64)
    moved = net(turn @ p + shift)
    assert close(moved, [turn @ each + shift for each in net(p)])


@pytest.mark.slow
def test_compiled_and_exported_with_any_numbers_of_points_and_edges() -> None:
    compiled = build(NETWORK)
    net = compiled.net()
    given = inputs(6, 14, 7)
    other = inputs(9, 22, 8)
    want = net(*other)
    quick = torch.compile(net, fullgraph=True, backend="aot_eager", dynamic=True)
    assert close(quick(*given), net(*given)) and close(quick(*other), want)
    n, e, k = torch.export.Dim("n", min=2), torch.export.Dim("e"), torch.export.Dim("k")
    shapes = ({1: n}, {1: n}, {1: e}, None, {0: e}, {1: k})
    exported = torch.export.export(net, given, dynamic_shapes=shapes)
    assert close(exported.module()(*other), want)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_other_types_of_numbers(dtype: torch.dtype) -> None:
    net = build(NETWORK).net()
    given = [x.to(dtype) if x.is_floating_point() else x for x in inputs(5, 12, 9)]
    want = flat(net(*inputs(5, 12, 9)))
    net.to(dtype)
    for got, exact in zip(flat(net(*given)), want, strict=True):
        assert got.dtype == dtype
        error = (got.double() - exact).abs().max() / exact.abs().max().clamp(min=0.1)
        assert error < (1e-4 if dtype == torch.float32 else 0.2)


def test_two_models_of_one_file_with_and_without_a_graph() -> None:
    text = (
        HEAD
        + """
    group Set = S(k)
    model A(x: [Atoms], bonds: Bonds) -> [Atoms] {
        return scatter(gather(x at bonds.source) to bonds.target)
    }
    model B(x: [Set]) -> [] { return sum(x over Set) }
    model C(x: [Atoms]) -> [Atoms] + [] { return (tanh(x), sum(x over Atoms)) }
    """
    )
    module = build(text).module
    x = torch.tensor([1.0, 2.0, 4.0])
    assert module.A()(x, torch.tensor([[0, 1], [1, 2]])).tolist() == [0, 1, 2]
    assert module.B()(x.expand(2, 3)).shape == (2,)
    assert module.C()(x, batch=torch.tensor([0, 0, 1]))[1].tolist() == [3, 4]


def test_names_that_graphs_need_are_refused() -> None:
    with pytest.raises(CompileError):
        generate(HEAD + "model M(batch: [Atoms], bonds: Bonds) -> [Atoms] { return batch }")
