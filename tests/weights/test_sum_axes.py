"""Axes that are sums and products of others: in a row, and to layers parts of their own."""

import pytest
import torch
from torch import nn

from symc.compiler import understand
from symc.parse import parse, to_text
from symc.report import CompileError, Source
from symc.solve import solve
from tests.oracle import orbit_counts
from tests.oracle.modules import build, equivariance_error, rank, span
from tests.oracle.orbit_counts import Space
from tests.weights import spaces

HEAD = """\
group Heads = S(3); group Dk = S(2) within Heads; group Dv = S(2) within Heads
group D = S(4); group H = S(5); group R = O(3)
"""

TYPES = {
    "a fused projection": "[(Heads, Dk) + (Heads, Dk) + (Heads, Dv), D]",
    "concatenated inputs": "[D, H + D + 2]",
    "gates": "2 [(4, H), H]",
    "a flattened image": "[7, (H, 3)]",
    "unrelated groups": "[(H, D)]",
    "a product of three": "[(Heads, 2, Dk), D]",
    "sums on both sides": "2 [H + D, D + 3]",
    "sums of products": "[(2, H) + D, (D, 2)]",
    "rotations too": "3 [R + H, D]",
    "a base outside": "[Heads, D + (Dk, 2)]",
}


@pytest.mark.torch
@pytest.mark.parametrize("name", TYPES)
def test_layers_on_composite_axes_are_equivariant(name: str) -> None:
    type_ = TYPES[name]
    found = build(
        f"{HEAD}type T = {type_}\n"
        "model M(x: T, y: [D]) -> (a: T, b: [H]) { "
        "h = linear(x, y -> 2 T); h = gate(h); return (linear(h -> T), linear(h -> [H])) }\n"
    )
    for batch in ((), (2,), (2, 3)):
        assert equivariance_error(found.model, found.net(), {}, batch=batch) < 1e-12


@pytest.mark.torch
def test_the_blocks_of_a_sum_are_parts_of_their_own() -> None:
    one = build(HEAD + "model M(x: [H + D, 3]) -> [H + D] { return linear(x -> [H + D]) }")
    two = build(HEAD + "model M(x: [H, 3] + [D, 3]) -> [H] + [D] { return linear(x -> [H] + [D]) }")
    first, second = one.net(), two.net()
    assert first.state_dict().keys() != {} and len(first.state_dict()) == len(second.state_dict())
    with torch.no_grad():
        for p, q in zip(first.parameters(), second.parameters(), strict=True):
            q.copy_(p)
    x = torch.randn(2, 9, 3).double()
    assert torch.allclose(first(x), torch.cat(second((x[:, :5], x[:, 5:])), -1))


def fused(stream: int, heads: int, width: int) -> tuple[Space, str]:
    """Attention with one tensor for queries, keys and values, cut or in one piece."""
    d: orbit_counts.Axis = ("D",)
    space = Space(
        {
            "q": (("Heads", "Dk"), d),
            "k": (("Heads", "Dk"), d),
            "v": (("Heads", "Dv"), d),
            "o": (d, ("Heads", "Dv")),
        },
        {"D": stream, "Heads": heads, "Dk": width, "Dv": width},
        {"Dk": "Heads", "Dv": "Heads"},
    )
    groups = spaces.declarations(space).partition("type")[0]
    rows = "(Heads, Dk) + (Heads, Dk) + (Heads, Dv)"
    return space, f"{groups}type Net = {{ qkv: [{rows}, D], o: [D, (Heads, Dv)] }}\n"


@pytest.mark.torch
def test_a_fused_projection_has_the_maps_of_its_three() -> None:
    space, text = fused(2, 2, 2)
    text += "model M(net: Net) -> Net { return linear(net -> Net) }\n"
    edit = solve(understand(Source("main.sym", text))).models[0].bases[0]
    maps = sum(pair.dimension for pair in edit.pairs if pair.sources)
    assert maps == orbit_counts.maps(space)
    found = build(text)
    count = maps + orbit_counts.invariants(space)
    assert rank(span(found.model, found.net(), {})) == count


@pytest.mark.torch
def test_an_lstm_is_read_alike_whatever_the_order_of_its_cells() -> None:
    text = (
        "group H = S(6)\ntype Net = { weight_ih_l0: [(4, H), 3], weight_hh_l0: [(4, H), H], "
        "bias_ih_l0: [(4, H)], bias_hh_l0: [(4, H)] }\n"
        "model M(net: Net) -> 5 [] { return linear(relu(linear(net -> 4 Net)) -> 5 []) }\n"
    )
    net = build(text).net()
    first = nn.LSTM(3, 6).double()
    second = nn.LSTM(3, 6).double()
    order = torch.randperm(6)
    rows = (torch.arange(4)[:, None] * 6 + order).flatten()
    with torch.no_grad():
        for key, value in first.state_dict().items():
            moved = value[rows]
            second.state_dict()[key].copy_(moved[:, order] if "hh" in key and "w" in key else moved)
    x = torch.randn(7, 3).double()
    assert (first(x)[0][:, order] - second(x)[0]).abs().max() < 1e-12
    assert (net(first.state_dict()) - net(second.state_dict())).abs().max() < 1e-12
    space = Space(
        {"ih": ((4, "H"), (3,)), "hh": ((4, "H"), ("H",)), "b": ((4, "H"),), "c": ((4, "H"),)},
        {"H": 4},
    )
    small = text.replace("S(6)", "S(4)").replace("-> 5 []", "-> Net").partition("model")[0]
    small += "model M(net: Net) -> Net { return linear(net -> Net) }\n"
    pairs = solve(understand(Source("main.sym", small))).models[0].bases[0].pairs
    assert sum(pair.dimension for pair in pairs if pair.sources) == orbit_counts.maps(space)


def test_composite_axes_are_written_as_they_were_read() -> None:
    text = "type T = [H1 + H2*, (4, H) + 3, Rot(2x0e) + A.sign]\n"
    assert to_text(parse(Source("main.sym", text))).strip() == text.strip()


def test_a_fibre_needs_its_base_in_the_same_block() -> None:
    text = HEAD + "model M(x: [Heads + Dk]) -> [] { return linear(x -> []) }\n"
    with pytest.raises(CompileError, match="Dk"):
        understand(Source("main.sym", text))
