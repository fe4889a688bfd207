"""Irreps and flat axes in generated modules, beside e3nn and the definition of the actions."""

import pytest
import torch

from tests.oracle.modules import build, equivariance_error

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
