"""`relax_to`: levels are let go down to a subgroup, the function stays, and training goes on."""

import copy
import io
from typing import Any

import pytest
import torch

from tests.levels.test_bounds import CASES, inputs, net, ratios
from tests.levels.test_certificates import ball

pytestmark = pytest.mark.torch

CHAIN = "symmetry Rot: breaking <= 0.3; symmetry Axial: breaking <= 0.1"
DOWN = "symmetry Rot: breaking <= 0.2 to Axial"


def trained(made: Any, x: list[Any], steps: int = 60) -> float:
    """Trains a module to single out the first axis; the last loss."""
    torch.manual_seed(2)
    wanted = torch.zeros(3, 3, dtype=torch.float64)
    wanted[0, 0] = 5.0
    optimizer = torch.optim.Adam(made.parameters(), lr=0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (made(*x) - wanted[..., None]).square().mean()
        torch.autograd.backward(loss)
        optimizer.step()
    return float(loss.detach())


@pytest.mark.parametrize(("types", "level"), CASES)
def test_letting_all_levels_go_changes_no_output(types: str, level: str) -> None:
    made, x = net(types, level), inputs(types)
    before, certified = made(*x), made.certificate()["bound"]
    assert made.relax_to() is made
    torch.testing.assert_close(made(*x), before, rtol=1e-12, atol=1e-12)
    assert set(made.levels().values()) == {float("inf")}
    assert made.certificate()["bound"] == pytest.approx(certified, rel=1e-9)
    assert float(made.regularization_loss().detach()) == 0.0


def test_a_subgroup_that_is_kept_exactly_stays_so_while_the_rest_is_lost() -> None:
    made, x = net("rot", DOWN), inputs("rot")
    before = made(*x)
    made.relax_to("Axial")
    torch.testing.assert_close(made(*x), before, rtol=1e-12, atol=1e-12)
    assert made.levels() == {"Rot": float("inf")}
    trained(made, x)
    assert made.equivariance_error(*x, group="Axial")["relative"] < 1e-12
    assert made.equivariance_error(*x, group="Rot")["relative"] > 0.2
    lost = [float(ratio.detach()) for ratio, _ in ratios(made)]
    assert max(lost) > 0.3, "further than the level had let it"


def test_a_subgroup_keeps_a_level_of_its_own() -> None:
    made, x = net("rot", CHAIN), inputs("rot")
    before = made(*x)
    made.relax_to("Axial")
    torch.testing.assert_close(made(*x), before, rtol=1e-12, atol=1e-12)
    assert made.levels() == {"Rot": float("inf"), "Axial": 0.1}
    trained(made, x)
    for ratio, allowed in ratios(made):
        assert float(ratio.detach()) <= allowed * (1 + 1e-9)


@pytest.mark.slow
def test_training_reaches_what_the_level_did_not_allow() -> None:
    x = inputs("rot")
    held, freed = (net("rot", "symmetry Rot: breaking <= 0.1") for _ in range(2))
    freed.relax_to()
    assert trained(freed, x) < 0.7 * trained(held, x)


def test_a_learned_level_that_is_let_go_is_not_trained_any_more() -> None:
    made = net("rot", "symmetry Rot: breaking learned <= 0.3")
    made.relax_to()
    assert not made.rot_level.requires_grad
    made.reset_parameters()
    assert made.levels() == {"Rot": float("inf")}
    soft = net("rot", "symmetry X: breaking learned; symmetry Axial: breaking learned")
    soft.relax_to("Axial")
    soft.regularization_loss("fixed")
    before = soft.levels()["Axial"]
    soft.retune_levels()
    assert soft.levels() == {"X": float("inf"), "Axial": pytest.approx(before)}
    assert soft.dual_step(0.1).keys() == {"Axial"}


def test_weights_that_were_freed_are_loaded_where_levels_are_let_go() -> None:
    made, x = net("rot", DOWN), inputs("rot")
    made.relax_to("Axial")
    trained(made, x, 20)
    file = io.BytesIO()
    torch.save(made.state_dict(), file)
    file.seek(0)
    other = net("rot", DOWN).relax_to("Axial")
    other.load_state_dict(torch.load(file))
    torch.testing.assert_close(other(*x), made(*x))
    torch.testing.assert_close(copy.deepcopy(made)(*x), made(*x))


def test_annealing_and_snapping_work_after() -> None:
    made, x = net("rot", DOWN), inputs("rot")
    made.anneal_(0.5)
    before = made(*x)
    made.relax_to("Axial")
    torch.testing.assert_close(made(*x), before, rtol=1e-12, atol=1e-12)
    made.anneal_(1.0)
    exact, unit = copy.deepcopy(made), ball(x, 1.0)
    moved = exact.snap_()
    gap = (exact(*unit) - made(*unit)).flatten(1).norm(dim=1)
    assert 0 < float(gap.max().detach()) <= moved
    assert exact.equivariance_error(*x, group="Rot")["largest"] < 1e-12


def test_a_subgroup_that_no_level_names_is_told() -> None:
    made = net("rot", "symmetry Rot: breaking <= 0.1")
    with pytest.raises(ValueError, match="subgroup: expected one that a level is kept down to"):
        made.relax_to("Axial")
    with pytest.raises(ValueError, match=r"\(Axial\), got 'X'"):
        net("rot", DOWN).relax_to("X")
