"""Deep models that use every layer, over many groups; all are small and quick."""

HEAD = """\
size n; size m
group P = S(n); group Q = S(m)
group S2 = S(2); group S3 = S(3)
group O1 = O(1); group O2 = O(2); group O3 = O(3); group R2 = SO(2); group R3 = SO(3)
group R4 = SO(4)
"""

SIZES = {"n": 4, "m": 3}

BODIES = {
    "everything": (
        "(s: 2 [P], v: 2 [P, O3], q: 3 [])",
        "(scores: 4 [P], vectors: 2 [P, O3], total: [])",
        """
        type H = 4 [P] + 4 [P, O3] + 2 [P, O3, O3] + 4 []
        """,
        """
        h = linear(s, v, q -> H)
        repeat 2 {
            h = h + gate(bilinear(h, h -> same))
            h = layer_norm(h)
            h = norm_act(linear(h -> same), tanh)
            k = attention((h.0, h.1) over P, heads = 2)
            h = (k.0, k.1, h.2, h.3) + 0.5 * h
        }
        h = dropout(h, 0.1)
        top = (max(h.0 over P), sum(h.0 over P), mean(h.1 over P))
        e = invariants((h, top) -> 4 [])
        return (linear(h, e -> 4 [P]), linear(h -> 2 [P, O3]), linear(tanh(e), silu(h.3) -> []))
        """,
    ),
    "rotations": (
        "(x: 3 [R3], t: [R3, R3], a: 2 [])",
        "2 [R3] + [R3, R3, R3] + []",
        "type H = 4 [] + 4 [R3] + 2 [R3, R3]",
        """
        h = linear(x, t, a -> H)
        h = gate(h + bilinear(h, h -> same))
        h = norm_act(linear(h -> same), sigmoid)
        return linear(h, bilinear(h, h -> H, mode = full) -> 2 [R3] + [R3, R3, R3] + [])
        """,
    ),
    "plane": (
        "(x: 3 [R2], y: 2 [R2, O2])",
        "2 [R2, R2] + [R2, O2] + 2 []",
        "type H = 4 [] + 4 [R2, R2] + 4 [R2] + 4 [O2] + 2 [O2, R2] + 2 [O2, O2]",
        """
        h = linear(x, y, bilinear(x, y -> 4 [O2]) -> H)
        h = gate(h + bilinear(h, h -> same))
        return linear(layer_norm(h) -> 2 [R2, R2] + [R2, O2] + 2 [])
        """,
    ),
    "four": (
        "(x: 2 [R4], y: [R4, R4])",
        "[R4, R4] + [R4] + []",
        "type H = 3 [] + 3 [R4] + 2 [R4, R4]",
        """
        h = linear(x, y -> H)
        h = gate(h + bilinear(h, h -> same))
        return linear(h -> [R4, R4] + [R4] + [])
        """,
    ),
    "two sets": (
        "(x: 2 [P, Q], y: [Q, 2], z: [P, P])",
        "(a: 2 [Q, P, Q] + [2], b: [P])",
        "type H = 4 [P, Q] + 4 [Q] + 4 [P] + 2 [Q, Q] + 4 []",
        """
        h = linear(x, y, z -> H)
        h = relu(h)
        h = gelu(linear(h -> same)) + bilinear(h, h -> same)
        h = layer_norm(h)
        k = attention((h.0, h.2) over P)
        return (linear(h, k -> 2 [Q, P, Q] + [2]), abs(linear(h -> [P])))
        """,
    ),
    "small sets": (
        "(x: 2 [S2, S3], y: [S3, S3], r: 2 [S2, R2])",
        "[S3, S2] + 2 [S2, S2] + [R2, S3]",
        "type H = 3 [S2, S3] + 3 [S3, S3] + 3 [S2, R2] + 3 [S3, R2, S2]",
        """
        h = linear(x, y, r -> H)
        h = gate(bilinear(h, h -> same) + h)
        h = linear(h -> same)
        return linear(h -> [S3, S2] + 2 [S2, S2] + [R2, S3])
        """,
    ),
    "three groups": (
        "(x: 2 [P, R3, Q], y: [Q, R3, R3, 2], m3: [m, 3])",
        "[Q, R3, P] + [m, 2] + [R3]",
        "type H = 3 [P, Q] + 3 [P, R3, Q] + 3 [Q, R3] + 2 [m]",
        """
        h = linear(x, y, m3 -> H)
        h = gate(h)
        h = linear(h -> same)
        h = h + gate(bilinear(h, h -> same))
        return linear(h -> [Q, R3, P] + [m, 2] + [R3])
        """,
    ),
    "signs": (
        "(x: 3 [O1], y: 2 [O1, O1], z: [P, O1])",
        "[O1] + [P, O1] + 2 []",
        "type H = 4 [] + 4 [O1] + 3 [P, O1] + 3 [P]",
        """
        h = linear(x, y, z -> H)
        h = gate(bilinear(h, h -> same) + h)
        return linear(norm_act(h, gelu) -> [O1] + [P, O1] + 2 [])
        """,
    ),
    "weights": (
        "(net: Net)",
        "Net",
        """
        type Net = { w1: [S3, 2], b1: [S3], w2: [Q, S3], b2: [Q], w3: [1, Q], b3: [1] }
        type Many = { w1: 3 [S3, 2], b1: 3 [S3], w2: 3 [Q, S3], b2: 3 [Q], w3: 3 [1, Q],
                      b3: 3 [1] }
        """,
        """
        h = relu(linear(net -> Many))
        h = relu(linear(h -> same)) + h
        return net + linear(sin(h), cos(h) -> Net)
        """,
    ),
}


def text(name: str) -> str:
    """The spec of a deep model."""
    arguments, target, types, body = BODIES[name]
    return f"{HEAD}{types}\nmodel M{arguments} -> {target} {{\n{body}\n}}\n"


NAMES = tuple(BODIES)
