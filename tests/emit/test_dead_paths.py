"""Paths from zeros, and to what nothing reads, are not computed, nor their weights learned."""

from importlib import import_module
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from symc.compiler import plan, understand
from symc.explain import explain
from symc.ir.irrep_product import Multiply
from symc.report import Source
from symc.solve import solve
from tests.oracle.modules import build

pytestmark = pytest.mark.torch
scheduling = import_module("symc.schedule.schedule")

HEAD = """\
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
type Node = [Atoms, Space(3x0e + 3x1o + 3x2e)]
type Message = [Bonds, Space(3x0e + 3x1o + 3x2e)]
"""


def spec(options: str, fuse: bool = True) -> str:
    """The first product reads zeros but for numbers; of the last only numbers are read."""
    scattered = "scatter(m to bonds.target)"
    return HEAD + (
        "layer Round(h: Node, y: [Bonds, Space(1x0e + 1x1o + 1x2e)], r: 4 [Bonds], bonds: Bonds)"
        " -> Node {\n"
        f"    m = tensor_product(gather(h at bonds.source), y -> Message{options})\n"
        f"    return linear({scattered if fuse else f'{scattered} + scatter(m to bonds.source)'}"
        " -> Node)\n}\n"
        "model M(species: 4 [Atoms], position: [Atoms, Space], bonds: Bonds) -> ("
        "energy: [], forces: [Atoms, Space.vector]) {\n"
        "    v = gather(position at bonds.target) - gather(position at bonds.source)\n"
        "    y = spherical_harmonics(v, 2)\n"
        "    r = bessel(norm(v), 4, cutoff = 5.0)\n"
        "    h = linear(species -> Node)\n"
        "    repeat 2 {\n        h = gate(h + Round(h, y, r, bonds))\n    }\n"
        "    energy = sum(linear(h -> [Atoms]) over Atoms)\n"
        "    return (energy, -gradient(energy, position))\n}\n"
    )


WAYS = [
    ", weights = mlp(r, 5), mode = channelwise",
    ", mode = channelwise",
    ", weights = none, mode = channelwise",
    ", mode = full",
    ", weights = mlp(r, 2), mode = full",
]


def given() -> tuple[Tensor, Tensor, Tensor]:
    made = torch.Generator().manual_seed(1)
    species, position = (torch.randn(5, k, generator=made).double() for k in (4, 3))
    return species, position, torch.tensor([[0, 1, 2, 3, 1, 0, 2], [1, 0, 1, 2, 2, 3, 0]])


def numbers(net: nn.Module) -> Tensor:
    out: Any = net(*given())
    return torch.cat([out.energy.reshape(-1), out.forces.reshape(-1)])


def random(net: nn.Module) -> nn.Module:
    torch.manual_seed(3)
    for weight in net.parameters():
        weight.data.normal_()
    return net


def learning(net: nn.Module) -> dict[str, Tensor]:
    """Which numbers of each parameter have a derivative."""
    loss = (numbers(net) * torch.linspace(1, 2, 16).double()).sum()
    names, weights = zip(*net.named_parameters(), strict=True)
    found = torch.autograd.grad(loss, weights, materialize_grads=True)
    return {name: grad != 0 for name, grad in zip(names, found, strict=True)}


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("fuse", [True, False])
@pytest.mark.parametrize("options", WAYS)
def test_dead_weights_are_gone_and_nothing_else(
    options: str, fuse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = spec(options, fuse)
    net = build(text).net()
    with monkeypatch.context() as patch:
        patch.setattr(scheduling, "without_dead_paths", lambda model: model)
        whole = random(build(text + "\n").net())
    alive = learning(whole)
    count = sum(int(each.sum()) for each in alive.values())
    every = sum(weight.numel() for weight in whole.parameters())
    assert count < every or "none" in options
    assert sum(weight.numel() for weight in net.parameters()) == count
    state = dict(whole.named_parameters())
    for name, weight in net.named_parameters():
        weight.data.copy_(state[name][alive[name]].view(weight.shape))
    assert numbers(whole).abs().max() > 1e-3
    assert torch.allclose(numbers(net), numbers(whole), atol=1e-11, rtol=1e-9)


def test_products_have_fewer_paths_and_explain_says_so() -> None:
    module = understand(Source("spec.sym", "symc 1\n\n" + spec(WAYS[0])))
    (model,) = plan(module).models
    forms = [s.form for stage in model.stages for s in stage.steps if isinstance(s, Multiply)]
    assert [len(form.paths) for form in forms] == [3, 3]
    assert [form.sizes for form in forms] == [(1, 9, 9), (9, 9, 1)]
    (account,) = explain(solve(module), plan(module))
    told = [line for layer in account.layers for line in layer.plan]
    assert told.count("not computed: 8 paths from zeros, or to what nothing reads") == 2


def test_weights_that_are_given_keep_their_places() -> None:
    """Numbers that are no perceptron's own are not cut."""
    text = HEAD + (
        "model M(x: [Space(2x0e + 2x1o)], v: [Space.vector], w: 8 []) -> 2 [] {\n"
        "    y = spherical_harmonics(v, 1)\n"
        "    z = tensor_product(x, y -> [Space(2x0e + 2x1o)], weights = w, mode = channelwise)\n"
        "    return invariants(z -> 2 [])\n}\n"
    )
    net = build(text).net()
    x, v, w = (torch.randn(k).double() for k in (8, 3, 8))
    assert net(x, v, w).shape == (2,)


def test_an_output_that_only_zeros_reach_is_zero() -> None:
    text = (
        HEAD
        + """
model M(s: 2 [Atoms], g: [Atoms], bonds: Bonds) -> [Atoms, Space(2x0e + 2x1o)] {
    h = linear(s -> [Atoms, Space(2x0e + 2x1o)])
    return tensor_product(h, g -> [Atoms, Space(2x0e + 2x1o)], mode = channelwise)
}
"""
    )
    s, g = torch.randn(3, 2).double(), torch.randn(3).double()
    out = build(text).net()(s, g, torch.zeros(2, 0, dtype=torch.int64))
    assert out[:, :2].abs().max() > 0 and torch.equal(out[:, 2:], torch.zeros(3, 6).double())
