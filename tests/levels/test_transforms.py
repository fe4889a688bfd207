"""Levels under transforms of torch: forward derivatives, low precision, compilation."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.levels.test_bounds import CASES, inputs, net, ratios, text
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


@pytest.mark.parametrize("make", MADE)
def test_gradients_are_those_of_differences(make: Any) -> None:
    made, x = make()
    state = {n: p.detach() for n, p in made.named_parameters()}
    ways = {n: torch.randn_like(p) for n, p in state.items()}

    def along(step: float) -> Tensor:
        return loss(made, x, {n: p + step * ways[n] for n, p in state.items()})

    def slope(step: float) -> Tensor:
        grads = torch.func.grad(lambda s: loss(made, x, s))(
            {n: p + step * ways[n] for n, p in state.items()}
        )
        return torch.stack([(grads[n] * ways[n]).sum() for n in state]).sum()

    step = 1e-5
    wanted = float((along(step) - along(-step)).detach()) / (2 * step)
    assert float(slope(0.0)) == pytest.approx(wanted, rel=1e-5)
    second = float(torch.func.grad(lambda t: slope(t))(torch.zeros((), dtype=torch.float64)))
    wanted = float((slope(step) - slope(-step)).detach()) / (2 * step)
    assert second == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("types", "level"), CASES)
def test_training_begins_where_nothing_is_broken(
    types: str, level: str, dtype: torch.dtype
) -> None:
    """All that breaks a symmetry is 0 at first, and so are its norms."""
    made: Any = build(text(types, level)).net(dtype, None)
    x = [v.to(dtype) for v in inputs(types)]
    optimizer = torch.optim.Adam(made.parameters(), lr=1e-2)
    for _ in range(3):
        optimizer.zero_grad()
        value = (made(*x) - 1).square().mean() + 0.1 * made.regularization_loss()
        torch.autograd.backward(value)
        for name, parameter in made.named_parameters():
            assert parameter.grad is None or bool(torch.isfinite(parameter.grad).all()), name
        optimizer.step()


@pytest.mark.parametrize("shape", [(1, 4), (5, 3), (20, 20), (9, 300), (272, 272)])
@pytest.mark.parametrize("kind", ["normal", "equal", "one", "nothing", "tiny"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.complex128])
def test_norms_are_bounded_from_both_sides(
    shape: tuple[int, int], kind: str, dtype: torch.dtype
) -> None:
    """By more than 0.9 and less than n^(1/16) times; singular values are the oracle."""
    torch.manual_seed(0)
    module = vars(build(LARGE).module)
    m = torch.randn(shape, dtype=dtype)
    if kind == "equal":
        m = torch.eye(*shape, dtype=dtype)
    if kind == "one":
        m = m[:, :1] @ m[:1]
    if kind in ("nothing", "tiny"):
        m = m * (1e-18 if kind == "tiny" else 0)
    top = float(torch.linalg.matrix_norm(m.to(torch.complex128), 2))
    low, high = float(module["_least_largest"](m)), float(module["_largest"](m))
    if kind == "nothing":
        assert high < 1e-30
        m = m.requires_grad_()
        slopes = [torch.autograd.grad(module[f](m), m)[0] for f in ("_largest", "_least_largest")]
        assert not any(bool(slope.abs().any()) for slope in slopes)
        return
    assert 0.9 * top < low <= top * (1 + 1e-6)
    assert top * (1 - 1e-6) <= high <= top * min(shape) ** (1 / 16) * 1.001


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
