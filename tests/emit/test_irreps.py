"""Irreps and flat axes in generated modules, beside e3nn and the definition of the actions."""

import pytest
import torch
from e3nn import o3
from torch import Tensor

from tests.oracle.modules import build, draw, equivariance_error

pytestmark = pytest.mark.torch

HEAD = """
size n
group P = S(n)
group R = O(3)
group T = SO(3)
group W = SU(2)
group Q = SO(2)
group M = O(2)
group C = C(6)
group D = D(4)
group C7 = C(7)
group D5 = D(5)
"""

MODELS = {
    "linear": """
        model L(x: [R(4x0e + 3x1o + 2x2e + 1o)]) -> [R(2x1o + 0e + 3x2e)] {
            return linear(x -> [R(2x1o + 0e + 3x2e)])
        }
    """,
    "parity": """
        model L(x: 2 [R(2x0o + 3x1e)], y: [R.det], v: [R]) -> [R(2x0o + 1e + 1o)] {
            return linear(x, y, v -> [R(2x0o + 1e + 1o)])
        }
    """,
    "points": """
        type H = [P, R(4x0e + 3x1o + 2x2e)]
        model L(s: 5 [P], x: H) -> H {
            a = linear(s -> H)
            h = gate(linear(x, a -> H) + a)
            h = layer_norm(norm_act(h, silu))
            return linear(dropout(h, 0.1) -> H)
        }
    """,
    "attention": """
        type H = [P, R(4x0e + 2x1o + 2x2e)]
        model L(x: H) -> H + [R(4x0e + 2x1o + 2x2e)] {
            h = attention(x over P, heads = 2)
            return (h, mean(h over P))
        }
    """,
    "two": """
        model L(x: 2 [R(0e + 2x1o), P, R(2x0e + 1x2e)]) -> [R(2x1o + 0e)] + [R(3x2e), R] {
            return linear(x -> [R(2x1o + 0e)] + [R(3x2e), R])
        }
    """,
    "square": """
        model L(x: [R, R], y: 2 [R.2e]) -> [R.2e] + [R, R] + [R(1e + 0e)] {
            return linear(x, y -> [R.2e] + [R, R] + [R(1e + 0e)])
        }
    """,
    "bilinear": """
        type H = [R(4x0e + 3x1o + 2x2e)]
        model L(x: H) -> H + [R.1e] {
            h = linear(bilinear(x, x -> H), x -> H)
            return (h, bilinear(x, h -> [R.1e], mode = full))
        }
    """,
    "invariants": """
        model L(x: [R(3x0o + 3x1o + 2x2e)]) -> 4 [] { return invariants(x -> 4 []) }
    """,
    "rotations": """
        model L(x: [T(2x0 + 3x1 + 2x2 + 1x3)], v: [T]) -> [T(2x1 + 3x3)] + [T.2, T] {
            return linear(x, v -> [T(2x1 + 3x3)] + [T.2, T])
        }
    """,
    "spins": """
        model L(x: [W(2x0 + 3x1 + 2x2 + 1x3)], v: 2 [W]) -> [W(2x1 + 3x3)] + [W.2*, W] {
            h = linear(x, v -> [W(2x1 + 3x3)])
            return (h, bilinear(h, x -> [W.2*, W]))
        }
    """,
    "turns": """
        model L(x: [Q(2x1 + 3x2)], v: 2 [Q], t: 2 []) -> [Q(2x1 + 3x2)] + [Q.3] {
            h = (linear(x, v -> [Q(2x1 + 3x2)]), t)
            h = gate(h)
            return (h.0 + x, bilinear(h.0, x -> [Q.3]))
        }
    """,
    "mirrors": """
        model L(x: [M(2x1 + 3x2)], s: 2 [M.det]) -> [M(2x1 + 3x2)] + [M.3] + [M.det] {
            h = linear(x -> [M(2x1 + 3x2)])
            t = linear(s, bilinear(h, x -> [M.det]) -> [M.det])
            return (norm_act(h, silu), bilinear(h, x -> [M.3]), t)
        }
    """,
    "hexagon": """
        model L(x: 2 [C], y: [C(2x1 + 1x2 + 1x3)], r: [C.regular]) -> [C(1x1 + 2x3)] + [C] + [C.5] {
            return linear(x, y, r -> [C(1x1 + 2x3)] + [C] + [C.5])
        }
    """,
    "dihedral": """
        model L(x: 2 [D], y: [D(2x1 + 1x2)], r: [D.regular]) -> [D(1x1 + 2x2)] + [D] + [D.regular] {
            h = linear(x, y, r -> [D(1x1 + 2x2)])
            return (h, linear(h, y, x -> [D]), bilinear(h, y -> [D.regular]))
        }
    """,
    "conjugates": """
        model L(x: [W(2x1 + 1x2)], y: [W(2x1 + 3x2)*]) -> [W(2x1 + 1x2)] + [W(2x1)*] {
            h = linear(conj(x), x -> [W(2x1 + 1x2)])
            return (h, linear(y, conj(conj(y)) -> [W(2x1)*]))
        }
    """,
    "ranked": """
        type H = [R(2x0e + 3x1o + 2e), 4]
        model L(x: H) -> H + [R(1o + 3x2e), 4] {
            h = linear(x -> [R(1o + 3x2e), 4], fixed = rank(2))
            return (linear(x -> H, fixed = shared), h)
        }
    """,
    "powers": """
        model L(x: alt^2 [R.2e], y: 2 sym^3 [R.1o]) -> [R(1x1e + 1x3o)] + sym^2 [R.2e] {
            h = linear(x, y -> [R(1x1e + 1x3o)])
            return (h, bilinear(h, h -> sym^2 [R.2e]))
        }
    """,
    "polygons": """
        model L(x: [C(4x1 + 3x2)], s: 2 [C.sign], y: 2 [D5(1x1 + 2x2)], t: 3 [D5.sign]) -> (
            a: [C(2x1 + 3x2)] + [C.det] + [], b: [D5(2x1 + 2x2)] + [D5.det]
        ) {
            b = linear(y, t -> [D5(2x1 + 2x2)] + [D5.det])
            return (linear(x, s -> [C(2x1 + 3x2)] + [C.det] + []), b)
        }
    """,
    "heptagon": """
        model L(x: 2 [C7, D5.regular], y: [C7(2x1 + 1x2)], z: [D5.1]) -> [C7.2, D5.1] + [C7] {
            h = linear(x -> [C7.2, D5.1])
            return (h + bilinear(y, z -> [C7.2, D5.1]), linear(bilinear(h, z -> [C7]), y -> [C7]))
        }
    """,
    "records": """
        type K = { a.b: [P, R(2x0e + 1o)], c: [R.2e] + [R(0e + 2e)] }
        model L(k: K, l: K) -> (u: [R(1o + 2e)], v: [P, R(2x0e)]) {
            h = linear(k, l -> K)
            return (linear(h -> [R(1o + 2e)]), linear(k.a.b, h.c.1 -> [P, R(2x0e)]))
        }
    """,
}


@pytest.mark.parametrize("name", MODELS)
def test_models_on_irreps_are_equivariant(name: str) -> None:
    found = build(HEAD + MODELS[name])
    for seed, batch in enumerate([(), (2,), (2, 3)]):
        net = found.net(seed=seed)
        assert equivariance_error(found.model, net, {"n": 4}, batch=batch, seed=seed) < 1e-10
        single = found.net(torch.float32, seed=seed)
        values = {"n": 4}
        error = equivariance_error(found.model, single, values, batch=batch, dtype=torch.float32)
        assert error < 1e-5


def test_linear_layers_are_those_of_e3nn() -> None:
    """The same weights, each over the root of the number of channels that feed its block."""
    come, go = "4x0e + 3x1o + 2x2e + 2x1o", "5x1o + 2x0e + 3x2e"
    found = build(f"{HEAD}model L(x: [R({come})]) -> [R({go})] {{ return linear(x -> [R({go})]) }}")
    net = found.net()
    theirs = o3.Linear(come, go).double()
    weights = {
        (i, j): theirs.weight_view_for_instruction(at)
        for at, (i, j) in enumerate((x.i_in, x.i_out) for x in theirs.instructions)
    }
    with torch.no_grad():
        net.get_parameter("out_total").copy_(weights[0, 1] / 4**0.5)
        net.get_parameter("out_bias").zero_()
        both = torch.cat((weights[1, 0], weights[3, 0]))
        net.get_parameter("out_r_1o").copy_(both / 5**0.5)
        net.get_parameter("out_r_2e").copy_(weights[2, 2] / 2**0.5)
        x = torch.randn(7, 4 + 9 + 10 + 6, dtype=torch.float64)
        assert (net(x) - theirs(x)).abs().max() < 1e-12


def test_a_linear_layer_is_one_product_for_each_irrep() -> None:
    text = build(HEAD + MODELS["points"]).source
    last = text[text.index("out_atoms") if "out_atoms" in text else text.index("out_p") :]
    assert "_shared_matrix" not in text and "_einsum" not in last
    assert "nn.Parameter(torch.empty(2, 2, **kind))" in text


@pytest.mark.parametrize("name", ["linear", "parity", "polygons"])
def test_irreps_alone_need_no_tied_matrix(name: str) -> None:
    text = build(HEAD + MODELS[name]).source
    assert "_mosaic" not in text and "_shared" not in text


def test_flat_axes_are_in_the_order_of_e3nn() -> None:
    """Block after block, each copy by copy; with channels the copies come before them."""
    found = build(
        f"{HEAD}model L(x: 2 [R(2x0e + 3x1o)]) -> 6 [R] + 4 [] {{\n"
        "h = linear(x -> 6 [R] + 4 [])\nreturn h }"
    )
    net = found.net()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
            if parameter.dim() == 2:
                parameter.copy_(torch.eye(len(parameter)))
        x = torch.randn(11, 2, dtype=torch.float64)
        vectors, numbers = net(x)
    copies = x[2:].reshape(3, 3, 2)
    assert torch.equal(vectors, copies.permute(1, 0, 2).reshape(3, 6))
    assert torch.equal(numbers, x[:2].reshape(4))


def test_blocks_that_nothing_reaches_are_zero() -> None:
    found = build(
        f"{HEAD}model L(s: 3 [P]) -> [P, R(2x0e + 1o)] + 2 [P] {{\n"
        "h = linear(s -> [P, R(2x0e + 1o)])\n"
        "k = linear(gate(h + h) -> [P, R(2x1o + 2x0e)])\n"
        "return (h, linear(k -> 2 [P])) }"
    )
    first, _ = found.net()(torch.randn(4, 3, dtype=torch.float64))
    assert not first[:, 2:].any() and bool(first[:, :2].all())
    assert "rot" not in found.source and "_r_1o" not in found.source


def test_wrong_lengths_name_the_axis() -> None:
    net = build(HEAD + MODELS["linear"]).net()
    with pytest.raises(ValueError, match=r"x: axis -1 should be 26, got 25"):
        net(torch.randn(2, 25))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["points", "two", "bilinear", "spins"])
def test_models_on_irreps_compile_export_and_differentiate(name: str) -> None:
    found = build(HEAD + MODELS[name])
    net = found.net()
    values = [x for xs in draw(found.model, {"n": 4}, (2,)) for x in xs]
    assert torch.autograd.gradcheck(net, [x.requires_grad_() for x in values], fast_mode=True)
    fast = torch.compile(net, fullgraph=True, backend="aot_eager")
    both = zip(_tuple(fast(*values)), _tuple(net(*values)), strict=True)
    assert all(torch.allclose(a, b) for a, b in both)


def _tuple(value: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return (value,) if isinstance(value, Tensor) else value


def test_padded_points_are_never_read() -> None:
    found = build(HEAD + MODELS["points"])
    net = found.net()
    ((s,), (x,)) = draw(found.model, {"n": 5}, (2,))
    mask = torch.tensor([[True, True, False, True, False], [True] * 5])
    wild = s.clone(), x.clone()
    for each in wild:
        each[~mask] = float("nan")
    both = net(*wild, P_mask=mask)
    alone = net(s[0, mask[0]], x[0, mask[0]])
    assert torch.allclose(both[0, mask[0]], alone) and not both[0, ~mask[0]].any()
