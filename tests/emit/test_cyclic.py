"""Layers over long cycles are mixed by frequencies: the same maps as the circulant matrices."""

import pytest
import torch

from symc.compiler import plan, understand
from symc.ir.plan import Mix
from symc.report import Source
from tests.oracle.modules import build, equivariance_error

LONG = """group Turn = C(64)
model Ring(x: 12 [Turn.regular]) -> 16 [Turn] { return linear(x -> 16 [Turn]) }
"""
PRODUCT = """size n
group Turn = C(45)
group Nodes = S(n)
model Rings(x: 16 [Nodes, Turn] + 8 [Turn, 2]) -> 12 [Nodes, Turn] + 3 [Turn.regular] {
    return linear(tanh(linear(x -> 12 [Nodes, Turn] + 8 [Turn.regular])) -> 12 [Nodes, Turn] +
        3 [Turn.regular])
}
"""


def cycles(text: str) -> list[int]:
    """The cycle of every product of a spec, 1 where there is none."""
    made = plan(understand(Source("ring.sym", text)))
    steps = [step for model in made.models for stage in model.stages for step in stage.steps]
    return [step.cycle for step in steps if isinstance(step, Mix) and step.rows]


def test_long_cycles_are_mixed_by_frequencies_and_short_ones_are_not() -> None:
    assert cycles(LONG) == [64]
    assert set(cycles(PRODUCT)) == {45}
    assert cycles(LONG.replace("64", "8")) == [1]


def test_a_layer_is_a_sum_of_turned_weights() -> None:
    compiled = build(LONG)
    net = compiled.net(torch.float64)
    state = net.state_dict()
    (weight,) = (value for name, value in state.items() if value.numel() == 64 * 12 * 16)
    (bias,) = (value for value in state.values() if value.numel() == 16)
    torch.manual_seed(0)
    x = torch.randn(2, 64, 12, dtype=torch.float64)
    kernel = weight.view(64, 12, 16)
    index = (torch.arange(64)[None] - torch.arange(64)[:, None]) % 64  # from row to column
    expected = torch.einsum("bec,efcd->bfd", x, kernel[index]) + bias
    assert torch.allclose(net(x), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("batch", [(), (3,), (2, 3), (0,)])
def test_products_with_other_groups_are_equivariant(batch: tuple[int, ...]) -> None:
    compiled = build(PRODUCT)
    net = compiled.net(torch.float64)
    assert equivariance_error(compiled.model, net, {"n": 4}, batch=batch) < 1e-11


@pytest.mark.slow
def test_export_and_compile_take_the_transform() -> None:
    torch.manual_seed(0)
    net = build(LONG).net(torch.float64)
    x = torch.randn(2, 64, 12, dtype=torch.float64)
    shapes = {"x": {0: torch.export.Dim("b")}}
    exported = torch.export.export(net, (x,), dynamic_shapes=shapes).module()
    assert torch.allclose(exported(torch.cat([x, x])), torch.cat([net(x), net(x)]), atol=1e-10)
    traced = torch.compile(net, fullgraph=True, backend="eager")
    assert torch.allclose(traced(x), net(x), atol=1e-10)
