"""Arguments have the type of the weights, and what has not is named with both types."""

from typing import Any

import pytest
import torch

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

HEAD = "size n\ngroup Atoms = S(n); group Rot = O(3)\ngraph Bonds on Atoms\n"
GRAPH = f"""{HEAD}
type Node = [Atoms, Rot(2x0e + 2x1o)]
model Net(x: Node, v: [Bonds, Rot], r: 2 [Bonds], bonds: Bonds) -> Node {{
    y = spherical_harmonics(v, 1)
    s = gather(x at bonds.source)
    m = tensor_product(s, y -> [Bonds, Rot(2x0e + 2x1o)], weights = mlp(r, 3))
    return scatter(m to bonds.target)
}}
"""
SETS = """size n
group Nodes = S(n)
model Net(x: 2 [Nodes] + 3 [Nodes], y: 2 []) -> 3 [Nodes] {
    return linear(silu(linear(x, y -> 3 [Nodes])) -> 3 [Nodes])
}
"""
BARE = "group Rot = SO(3)\nmodel Net(x: [Rot], y: [Rot]) -> [Rot] { return cross(x, y) }"
WAVES = "group Phase = U(1)\nmodel Net(x: 2 [Phase]) -> 3 [Phase] { return linear(x -> 3 [Phase]) }"


def graph(kind: torch.dtype = torch.float32) -> tuple[Any, list[torch.Tensor]]:
    torch.manual_seed(0)
    bonds = torch.randint(0, 4, (2, 9))
    values = [torch.randn(4, 8), torch.randn(9, 3), torch.randn(9, 2)]
    return build(GRAPH).net(kind), [*(v.to(kind) for v in values), bonds]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "wrong", [torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.complex64]
)
def test_another_type_is_named_beside_the_wanted_one(place: int, wrong: torch.dtype) -> None:
    net, values = graph()
    values[place] = values[place].to(wrong)
    name = ("x", "v", "r")[place]
    with pytest.raises(ValueError, match=rf"^{name}: expected torch.float32, got {wrong}$"):
        net(*values)


def test_what_is_no_tensor_is_named() -> None:
    net, values = graph()
    with pytest.raises(ValueError, match=r"^v: expected a tensor, got list$"):
        net(values[0], values[1].tolist(), *values[2:])


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float16])
def test_the_weights_say_what_is_wanted(kind: torch.dtype) -> None:
    net, values = graph(kind)
    assert net(*values).dtype == kind
    with pytest.raises(ValueError, match=f"x: expected {kind}, got torch.float32"):
        net(values[0].float(), *values[1:])


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_autocast_may_bring_types_together(half: torch.dtype) -> None:
    net, values = graph()
    wanted = net(*values)
    with torch.autocast("cpu", dtype=half):
        found = net(values[0].to(half), values[1], values[2].to(half), values[3])
        with pytest.raises(ValueError, match=r"x: expected torch.float32, got torch.float64"):
            net(values[0].double(), *values[1:])
    assert torch.allclose(found.float(), wanted, atol=0.1)


def test_parts_of_a_sum_are_named_by_their_place() -> None:
    net = build(SETS).net(torch.float32)
    x, y = (torch.randn(4, 2), torch.randn(4, 3)), torch.randn(2)
    with pytest.raises(ValueError, match=r"^x.1: expected torch.float32, got torch.float64$"):
        net((x[0], x[1].double()), y)


def test_without_weights_arguments_are_alike() -> None:
    net = build(BARE).net()
    x = torch.randn(3)
    assert net(x, x).dtype == torch.float32
    assert net(x.double(), x.double()).dtype == torch.float64
    with pytest.raises(ValueError, match=r"^y: expected torch.float32, got torch.float64$"):
        net(x, x.double())
    for wrong in (x.long(), x + 0j):
        with pytest.raises(ValueError, match=r"^x: expected floating point numbers, got"):
            net(wrong, x)


def test_complex_models_take_real_numbers_too() -> None:
    net = build(WAVES).net(torch.float32)
    x = torch.randn(1, 2)
    assert torch.equal(net(x), net(x + 0j))
    for wrong in (x.double(), x + 0j * x.double(), x.long()):
        with pytest.raises(ValueError, match=r"^x: expected torch.float32, got"):
            net(wrong)


def test_records_of_weights_are_named_by_their_keys() -> None:
    text = """size n
group Hidden = S(n)
model Net(w: { 0.weight: [Hidden, 3], 0.bias: [Hidden] }) -> [] { return linear(w -> []) }
"""
    net = build(text).net(torch.float32)
    net({"0.weight": torch.randn(4, 3), "0.bias": torch.randn(4)})
    with pytest.raises(ValueError, match=r"^w.0.bias: expected torch.float32, got torch.float64$"):
        net({"0.weight": torch.randn(4, 3), "0.bias": torch.randn(4).double()})


def test_compiled_exported_and_batched_modules_are_the_same() -> None:
    net, values = graph(torch.float64)
    wanted = net(*values)
    made: Any = torch.compile(net, fullgraph=True, backend="eager")
    exported: Any = torch.export.export(net, tuple(values)).module()
    for each in (made, exported):
        assert torch.allclose(each(*values), wanted, atol=1e-12)
    sets = build(SETS).net()
    x, y = (
        (torch.randn(5, 4, 2).double(), torch.randn(5, 4, 3).double()),
        torch.randn(5, 2).double(),
    )
    assert torch.allclose(torch.vmap(sets)(x, y), sets(x, y))
