"""What training does with levels: energies of bands, projected gradients, dual ascent."""

from typing import Any

import pytest
import torch

from tests.levels.test_bounds import LEVELS, TYPES, inputs, net, ratios
from tests.oracle.modules import build

pytestmark = pytest.mark.torch

CASES = [(types, level) for types in TYPES for level in LEVELS[types]]


def squares(matrices: Any) -> float:
    """The sum of squares of matrices, some of which may not be there."""
    return sum(float(m.detach().square().sum()) for m in matrices if m is not None)


@pytest.mark.parametrize(("types", "level"), CASES)
def test_the_energy_of_a_band_is_that_of_its_parameters(types: str, level: str) -> None:
    made = net(types, level)
    for name in made.graded:
        _, *bands = getattr(made, f"_{name}_parts")()
        for band, parameters in zip(bands, made._band_parameters(name), strict=True):
            assert squares(band) == pytest.approx(squares(parameters), rel=1e-10)


def test_the_regulariser_is_that_of_the_assembled_matrices() -> None:
    made = net("rot", "symmetry Rot: breaking ~ 0.1")
    wanted = 0.0
    for name in made.graded:
        exact, *bands = getattr(made, f"_{name}_parts")()
        wanted += sum(map(squares, bands)) / squares(exact) / 0.1**2 / 2
    assert float(made.regularization_loss().detach()) == pytest.approx(wanted, rel=1e-10)


def test_the_regulariser_sees_the_weights_that_it_is_given() -> None:
    made = net("rot", "symmetry Rot: breaking ~ 0.1")
    before = float(made.regularization_loss().detach())
    names = {n for layer in made.band_parameters.values() for band in layer for n in band}
    doubled = {n: 2 * p if n in names else p for n, p in made.named_parameters()}

    class Asked(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = made

        def forward(self) -> Any:
            return self.net.regularization_loss()

    given = {f"net.{n}": p for n, p in doubled.items()}
    after = torch.func.functional_call(Asked(), given, ())
    assert float(after.detach()) == pytest.approx(4 * before, rel=1e-10)


@pytest.mark.parametrize("types", ["rot", "both"])
def test_projecting_changes_no_output_of_a_bounded_model(types: str) -> None:
    """The bound has scaled already what is then taken out of the weights."""
    made, x = net(types, LEVELS[types][0]), inputs(types)
    before = made(*x)
    size = sum(squares(p) for name in made.graded for p in made._band_parameters(name))
    made.project_()
    assert sum(squares(p) for name in made.graded for p in made._band_parameters(name)) < size
    torch.testing.assert_close(made(*x), before, rtol=1e-9, atol=1e-9)
    for ratio, allowed in ratios(made):
        assert float(ratio.detach()) <= allowed * (1 + 1e-9)


def test_projecting_brings_a_prior_to_its_level_and_once_is_enough() -> None:
    made = net("rot", "symmetry Rot: breaking ~ 0.1")
    assert max(each["Rot"] for each in made.layer_energy().values()) > 0.2
    made.project_()
    found = [each["Rot"] for each in made.layer_energy().values()]
    assert found == pytest.approx([0.1] * len(found), rel=1e-9)
    held = {n: p.detach().clone() for n, p in made.named_parameters()}
    made.project_()
    for name, parameter in made.named_parameters():
        torch.testing.assert_close(parameter.detach(), held[name], rtol=1e-9, atol=0.0)


def test_a_multiplier_grows_while_a_group_is_broken_too_far_and_falls_to_none_after() -> None:
    made = net("rot", "symmetry Rot: breaking ~ 0.1")
    excess = made.band_energy()["Rot"]["ratio"] / 0.1 - 1
    assert excess > 0
    assert made.dual_step(0.5) == {"Rot": pytest.approx(1 + 0.5 * excess)}
    held = made.dual_step(0.5)["Rot"]
    assert held == pytest.approx(1 + excess)
    first = float(made.regularization_loss("dual").detach())
    made.multipliers = {"Rot": 2 * held}
    assert float(made.regularization_loss("dual").detach()) == pytest.approx(2 * first)
    made.snap_()
    assert made.dual_step(0.25)["Rot"] == pytest.approx(2 * held - 0.25)
    assert made.dual_step(1e6) == {"Rot": 0.0}


def squared_ratios(made: Any) -> dict[str, list[float]]:
    """r^2 of every layer, group by group."""
    found: dict[str, list[float]] = {}
    for layer in made.layer_energy().values():
        for group, ratio in layer.items():
            found.setdefault(group, []).append(ratio**2)
    return found


def test_a_level_that_is_learned_by_gradients_becomes_the_ratio_that_there_is() -> None:
    """The prior's likelihood is largest at the root of the mean of r^2 over the layers."""
    made = net("rot", "symmetry Rot: breaking learned", 0.2)
    made.start_levels()
    with torch.no_grad():
        for name in made.graded:
            for band in made._band_parameters(name):
                for parameter in band:
                    parameter.mul_(0.1)
    ratios_ = squared_ratios(made)["Rot"]
    wanted = (sum(ratios_) / len(ratios_)) ** 0.5
    optimizer = torch.optim.Adam([made.rot_level], lr=0.05)
    for _ in range(400):
        optimizer.zero_grad()
        torch.autograd.backward(made.regularization_loss("gradient"))
        optimizer.step()
    assert made.levels()["Rot"] == pytest.approx(wanted, rel=1e-3)


def test_fixed_levels_have_no_derivative() -> None:
    made = net("rot", "symmetry Rot: breaking learned", 0.2)
    made.start_levels()
    torch.autograd.backward(made.regularization_loss("fixed"))
    assert made.rot_level.grad is None
    assert made.out_total_rot.grad is not None


def test_retuning_is_the_rule_of_the_records() -> None:
    """strength = 1 / level^2 is divided by (R / min R)^p, R summed over the layers."""
    lines = "; ".join(f"symmetry {g}: breaking learned" for g in ("Axial", "X"))
    made = net("rot", lines, 0.1)
    made.start_levels()
    for _ in range(3):
        made.regularization_loss("fixed")
    total = {group: sum(each) for group, each in squared_ratios(made).items()}
    least = min(total.values())
    before = made.levels()
    after = made.retune_levels(power=1.5)
    for group, level in after.items():
        strength = 1 / before[group] ** 2 / (total[group] / least) ** 1.5
        assert 1 / level**2 == pytest.approx(strength, rel=1e-6)
    with pytest.raises(ValueError, match="rule: expected"):
        made.regularization_loss("laplace")


def test_a_prior_on_the_rate_weighs_frequencies() -> None:
    """|X B|^2 summed over rotations is l (l + 1) |B_l|^2: the regulariser of maps to degree l."""
    text = """
group Rot = SO(3)
model M(x: 2 [Rot], m: 2 []) -> 2 [Rot] + 2 [] {
    symmetry Rot: breaking ~ 0.1 rate
    return linear(x, m -> 2 [Rot] + 2 [])
}
"""
    torch.manual_seed(0)
    made: Any = build(text).net()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.normal_()
    (name,) = made.graded
    exact, band = getattr(made, f"_{name}_parts")()
    (matrix,), (constant,) = (
        [m.detach() for m in band if m is not None and m.dim() == n] for n in (2, 1)
    )
    # rows x (3, 2), m (2); columns [Rot] (3, 2), [] (2)
    square = matrix[:6, :6].view(3, 2, 3, 2)
    even = (square + square.permute(2, 1, 0, 3)) / 2
    trace = torch.einsum("iaib->ab", even)
    even = even - torch.einsum("ij,ab->iajb", torch.eye(3).double(), trace) / 3
    odd = (square - square.permute(2, 1, 0, 3)) / 2
    vectors = [odd, matrix[6:, :6], matrix[:6, 6:], constant[:6]]
    rate = 6 * even.square().sum() + 2 * sum(v.square().sum() for v in vectors)
    wanted = float(rate) / squares(exact) / 0.1**2 / 2
    assert float(made.regularization_loss().detach()) == pytest.approx(wanted, rel=1e-9)
