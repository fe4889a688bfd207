"""Layers moved past aggregation: the same functions with the same weights, with fewer rows."""

from importlib import import_module
from typing import Any

import pytest
import torch
from torch import Tensor

from symc.compiler import plan, understand
from symc.explain import explain
from symc.ir.irrep_product import Multiply
from symc.ir.model import Linear
from symc.ir.plan import Plan
from symc.ir.spatial import Dense
from symc.report import Source
from symc.solve import solve
from tests.oracle.modules import build

pytestmark = pytest.mark.torch
scheduling = import_module("symc.schedule.schedule")

HEAD = """\
size n
group Atoms = S(n); group Kind = S(3); group Space = E(3)
graph Bonds on Atoms
"""
VECTORS = (
    HEAD
    + """
model M(x: 4 [Atoms, Space.vector], bonds: Bonds) -> 3 [Atoms, Space.vector] {
    v = linear(gather(x at bonds.source) -> 3 [Bonds, Space.vector])
    t = norm_act(v - linear(gather(x at bonds.target) -> 3 [Bonds, Space.vector]), silu)
    return scatter(linear(t -> 3 [Bonds, Space.vector]) to bonds.target)
}
"""
)
SEVERAL = (
    HEAD
    + """
type H = 3 [Atoms] + 2 [Atoms, Kind] + 2 [Atoms, Space.vector]
type E = 2 [Bonds] + 4 [Bonds, Kind] + 3 [Bonds, Space.vector]
model M(h: H, bonds: Bonds) -> (edges: E, points: 2 [Atoms, Space.vector], whole: [Space.vector],
    numbers: 5 [Atoms]) {
    sent = gather(h at bonds.source)
    e = linear(sent -> E)
    v = linear(e.2 -> 2 [Bonds, Space.vector])
    s = mlp(gather(h.0 at bonds.target), 6 -> 5 [Bonds])
    w = sum(linear(h.2 -> [Atoms, Space.vector]) over Atoms)
    return (e, scatter(v to bonds.source, mean), w, scatter(s to bonds.target))
}
"""
)
PRODUCT = (
    HEAD
    + """
type Node = [Atoms, Space(4x0o + 4x1o)]
type Message = [Bonds, Space(4x0o + 4x1o)]
model M(h: Node, v: [Bonds, Space.vector], bonds: Bonds) -> Node {
    sent = linear(gather(h at bonds.source) -> Message)
    y = spherical_harmonics(v, 2)
    m = tensor_product(sent, y -> Message, mode = channelwise)
    return scatter(linear(m -> Message) to bonds.target)
}
"""
)
FORCES = (
    HEAD
    + """
model M(species: 3 [Atoms], position: [Atoms, Space], bonds: Bonds) -> (
    energy: [], forces: [Atoms, Space.vector]
) {
    v = gather(position at bonds.target) - gather(position at bonds.source)
    r = bessel(norm(v), 4, cutoff = 5.0)
    u = mlp(gather(species at bonds.source), 6 -> 4 [Bonds])
    d = linear(bilinear((r, u), v -> 3 [Bonds, Space.vector]) -> 3 [Bonds, Space.vector])
    e = linear(invariants(scatter(d to bonds.target) -> 4 [Atoms]) -> [Atoms])
    energy = sum(e over Atoms)
    return (energy, -gradient(energy, position))
}
"""
)


def planned(text: str) -> Plan:
    return plan(understand(Source("spec.sym", "symc 1\n\n" + text)))


def sites(text: str) -> list[str]:
    """What there is one layer for each of, layer by layer."""
    (model,) = planned(text).models
    nodes = [node for node in model.model.nodes if isinstance(node.op, Linear | Dense)]
    return [node.outputs[0].each for node in nodes]


def given(name: str) -> tuple[Tensor, ...]:
    """Six points, of which the last has no edge."""
    made = torch.Generator().manual_seed(1)
    bonds = torch.randint(5, (2, 17), generator=made)
    shapes: dict[str, tuple[tuple[int, ...], ...]] = {
        "vectors": ((6, 3, 4),),
        "several": ((6, 3), (6, 3, 2), (6, 3, 2)),
        "product": ((6, 16), (17, 3)),
        "forces": ((6, 3), (6, 3)),
    }
    tensors = [torch.randn(shape, generator=made).double() for shape in shapes[name]]
    if name == "several":
        return tuple(tensors), bonds  # type: ignore[return-value]
    if name == "forces":
        bonds = bonds[:, bonds[0] != bonds[1]]
    return (*tensors, bonds)


def flat(result: Any) -> list[Tensor]:
    return [result] if isinstance(result, Tensor) else [t for part in result for t in flat(part)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("vectors", VECTORS), ("several", SEVERAL), ("product", PRODUCT), ("forces", FORCES)],
)
def test_moved_layers_are_those_as_written(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = build(text).net()
    here = sites(text)
    with monkeypatch.context() as patch:
        patch.setattr(scheduling, "commuted", lambda solved: solved)
        as_written = build(text + "\n").net()
        there = sites(text)
    assert here.count("Bonds") < there.count("Bonds") and sorted(here) != sorted(there)
    torch.manual_seed(2)
    for weight in net.parameters():
        weight.data.normal_()
    as_written.load_state_dict(net.state_dict())
    ours, theirs = flat(net(*given(name))), flat(as_written(*given(name)))
    assert all(t.abs().max() > 1e-3 for t in theirs)
    assert all(torch.allclose(a, b, atol=1e-11) for a, b in zip(ours, theirs, strict=True))


def test_moved_layers_are_sums_over_edges_written_out() -> None:
    assert sites(VECTORS) == ["Atoms"] * 3
    net = build(VECTORS).net()
    x, (source, target) = given("vectors")
    first, second, last = net.parameters()
    v = x[source] @ first - x[target] @ second
    size = v.norm(dim=1, keepdim=True)
    silu = v / size.clamp(min=1e-30) * torch.nn.functional.silu(size)
    expected = torch.zeros(6, 3, 3).double().index_add(0, target, silu @ last)
    assert torch.allclose(net(x, torch.stack([source, target])), expected, atol=1e-12)


def test_a_constant_is_added_once_for_every_edge() -> None:
    """So that a layer with one is not moved past a sum, but past a gather it is."""
    text = HEAD + (
        "model M(x: 2 [Atoms], e: 2 [Bonds], bonds: Bonds) -> 3 [Atoms] {\n"
        "    return scatter(linear(e -> 3 [Bonds]) to bonds.target)\n}\n"
    )
    assert sites(text) == ["Bonds"]
    net = build(text).net()
    for name, weight in net.named_parameters():
        torch.nn.init.constant_(weight, float("bias" in name))
    bonds = torch.tensor([[0, 1, 2, 2], [1, 1, 1, 0]])
    out = net(torch.zeros(3, 2).double(), torch.zeros(4, 2).double(), bonds)
    assert torch.equal(out[:, 0], torch.tensor([1, 3, 0]).double())
    assert sites(text.replace("(e ->", "(gather(x at bonds.source) ->")) == ["Atoms"]


@pytest.mark.parametrize(
    "body",
    [
        "scatter(linear(v -> 2 [Bonds, Space.vector]) to bonds.target, max)",
        "linear(gather(x at bonds.source), gather(x at bonds.target) -> 2 [Bonds, Space.vector])",
        "linear(gather(x at bonds.source), v -> 2 [Bonds, Space.vector])",
    ],
)
def test_what_is_not_equal_stays(body: str) -> None:
    each = "Bonds" if body.startswith("linear") else "Atoms"
    text = (
        f"{HEAD}model M(x: 2 [Atoms, Space.vector], v: 2 [Bonds, Space.vector], bonds: Bonds)"
        f" -> 2 [{each}, Space.vector] {{\n    return {body}\n}}\n"
    )
    if "max" in body:
        text = text.replace("Space.vector", "Kind")
    assert sites(text) == ["Bonds"]


def test_a_product_between_moved_layers_is_fused() -> None:
    (model,) = planned(PRODUCT).models
    (product,) = (s for stage in model.stages for s in stage.steps if isinstance(s, Multiply))
    assert product.edges == "bonds"


def test_explain_names_what_was_moved() -> None:
    solution = solve(understand(Source("spec.sym", "symc 1\n\n" + VECTORS)))
    (account,) = explain(solution, scheduling.schedule(solution))
    told = [line for layer in account.layers for line in layer.plan]
    assert told.count("moved past aggregation: for each of Atoms, not of Bonds") == 3
