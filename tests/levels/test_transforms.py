"""Levels under transforms of torch: forward derivatives, low precision, compilation."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.levels.test_bounds import CASES, inputs, net, ratios
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

LARGE = """
group Rot = O(3)
model M(x: 8 [Rot], m: 4 []) -> 4 [Rot, Rot] {
    symmetry Rot: breaking <= 0.1
    h = linear(x, m -> 8 [] + 8 [Rot] + 4 [Rot, Rot])
    return linear(gate(h + bilinear(h, h -> same)) -> 4 [Rot, Rot])
}
"""
"""Matrices with more than 32 rows and columns."""


def large() -> Any:
    """A module whose norms are bounds, and not singular values."""
    torch.manual_seed(0)
    made: Any = build(LARGE).net()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.normal_(std=0.3)
    return made


def arguments() -> list[Tensor]:
    """Some values of its arguments."""
    torch.manual_seed(1)
    return [torch.randn(4, 3, 8, dtype=torch.float64), torch.randn(4, 4, dtype=torch.float64)]


MADE = [pytest.param(lambda: (large(), arguments()), id="large")] + [
    pytest.param(lambda t=t, s=s: (net(t, s), inputs(t)), id=f"{t}: {s}")
    for t, s in (*CASES[:2], *CASES[-2:])
]


def loss(made: Any, x: list[Tensor], state: dict[str, Tensor]) -> Tensor:
    """A number that all outputs go into."""
    out: Tensor = torch.func.functional_call(made, state, tuple(x))
    return (out.sin() * out).sum()


@pytest.mark.parametrize("make", MADE)
def test_forward_derivatives_are_those_of_gradients(make: Any) -> None:
    made, x = make()
    state = {n: p.detach() for n, p in made.named_parameters()}
    ways = {n: torch.randn_like(p) for n, p in state.items()}

    def run(state: dict[str, Tensor]) -> Tensor:
        return loss(made, x, state)

    slope = float(torch.func.jvp(run, (state,), (ways,))[1])
    grads = torch.func.grad(run)(state)
    assert slope == pytest.approx(sum(float((grads[n] * ways[n]).sum()) for n in state), rel=1e-9)


def test_gradients_of_norms_are_those_of_differences() -> None:
    """Small matrices only: the bound of a large one is held apart from the norm it moves with."""
    made, x = net("rot", "symmetry Rot: breaking <= 0.1"), inputs("rot")
    state = {n: p.detach() for n, p in made.named_parameters()}
    ways = {n: torch.randn_like(p) for n, p in state.items()}
    grads = torch.func.grad(lambda s: loss(made, x, s))(state)
    step = 1e-6
    there, back = (
        float(loss(made, x, {n: p + side * ways[n] for n, p in state.items()}))
        for side in (step, -step)
    )
    wanted = (there - back) / (2 * step)
    assert sum(float((grads[n] * ways[n]).sum()) for n in state) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize("make", MADE)
def test_autocast_leaves_bounds_and_levels_alone(make: Any) -> None:
    made, x = make()
    made, x = made.float(), [v.float() for v in x]
    before = [m.detach() for name in made.graded for m in made._whole(name)]
    wanted = made(*x).detach()
    with torch.autocast("cpu", torch.bfloat16):
        after = [m.detach() for name in made.graded for m in made._whole(name)]
        out, added = made(*x), made.regularization_loss()
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert float((out.detach() - wanted).norm()) < 0.1 * float(wanted.norm())
    assert float(added.detach()) == pytest.approx(float(made.regularization_loss().detach()))
    torch.autograd.backward(out.float().square().sum() + added)
    grads = [p.grad for p in made.parameters() if p.grad is not None]
    assert grads and all(bool(torch.isfinite(g).all()) for g in grads)


@pytest.mark.parametrize("make", MADE)
def test_bounds_hold_in_bfloat16_up_to_its_rounding(make: Any) -> None:
    made, x = make()
    made = made.to(torch.bfloat16)
    assert bool(torch.isfinite(made(*[v.to(torch.bfloat16) for v in x])).all())
    made._whole = lambda name, inner=made._whole: [m.float() for m in inner(name)]
    made._broken = lambda name, number, inner=made._broken: [
        None if m is None else m.float() for m in inner(name, number)
    ]
    for ratio, allowed in ratios(made):
        assert float(ratio.detach()) <= allowed * 1.05


@pytest.mark.slow
@pytest.mark.parametrize("level", ["breaking <= 0.1", "breaking learned", "breaking ~ 0.1"])
def test_a_step_is_compiled_as_one_graph(level: str) -> None:
    made, x = net("rot", f"symmetry Rot: {level}"), inputs("rot")

    def step() -> Tensor:
        out: Tensor = made(*x).square().mean() + made.regularization_loss()
        return out

    wanted = float(step().detach())
    assert float(torch.compile(step, fullgraph=True, backend="aot_eager")().detach()) == (
        pytest.approx(wanted, rel=1e-9)
    )


def test_levels_are_retuned_by_the_weights_where_nothing_was_recorded() -> None:
    lines = "; ".join(f"symmetry {g}: breaking learned" for g in ("Axial", "X"))
    made: Any = net("rot", lines, 0.1)
    made.start_levels()
    ratio = {group: each["ratio"] for group, each in made.band_energy().items()}
    after = made.retune_levels()
    assert min(after, key=lambda g: after[g]) == min(ratio, key=lambda g: ratio[g])
    assert max(after.values()) > 0.1 == pytest.approx(min(after.values()))


def test_the_spec_of_a_large_network_has_large_matrices() -> None:
    made = large()
    shapes = [m.shape for name in made.graded for m in made._whole(name) if m.dim() == 2]
    assert max(min(shape) for shape in shapes) > 32
