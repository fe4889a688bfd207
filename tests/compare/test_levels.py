"""Weights of an exact model in one with levels: the same function, and more to learn."""

from typing import Any

import pytest
import torch
from torch import Tensor

from symc import CompileError, migrate
from symc.compare import carry, written
from tests.compare.moving import compared, module, trained

pytestmark = pytest.mark.torch

TEXT = """
group Rot = O(3)
group Axial = stabilizer(Rot, [0, 0, 1])
model M(x: 3 [Rot], m: 2 []) -> 2 [Rot, Rot] {
    symmetry LEVEL
    h = linear(x, m -> 4 [] + 3 [Rot] + 2 [Rot, Rot])
    h = gate(h + bilinear(h, h -> same))
    k = bilinear(h, x -> 2 [Rot, Rot])
    return linear(h, k -> 2 [Rot, Rot])
}
"""
EXACT = TEXT.replace("LEVEL", "Rot: exact")
LEVELS = {
    "bound": "Rot: breaking <= 0.1",
    "prior": "Rot: breaking ~ 0.1 to Axial",
    "learned": "Rot: breaking learned",
    "learned bound": "Rot: breaking learned <= 0.2 to Axial",
    "chain": "Rot: breaking <= 0.3; symmetry Axial: breaking <= 0.1",
    "subgroup": "Axial: exact",
}


def inputs() -> list[Tensor]:
    torch.manual_seed(1)
    return [torch.randn(4, 3, 3, dtype=torch.float64), torch.randn(4, 2, dtype=torch.float64)]


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("level", LEVELS.values(), ids=list(LEVELS))
def test_an_exact_model_goes_on_with_levels(level: str) -> None:
    text = TEXT.replace("LEVEL", level)
    old, new = module(EXACT), module(text)
    state = trained(old)
    found = compared(EXACT, text)
    assert (found.verdict, found.contained) == ("migrates", "larger")
    new.load_state_dict(carry(found.moves, state))
    torch.testing.assert_close(new(*inputs()), old(*inputs()), rtol=0, atol=1e-11)
    if hasattr(new, "graded"):
        assert new.certificate()["bound"] == 0.0
    loss = (new(*inputs()) - 1).square().mean()
    torch.autograd.backward(loss)
    names = {n for bands in getattr(new, "band_parameters", {}).values() for b in bands for n in b}
    slopes: list[Any] = [new.get_parameter(name).grad for name in names]
    assert sum(slope is not None and bool(slope.any()) for slope in slopes) >= len(names) / 2


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("level", ["bound", "learned", "learned bound"])
def test_the_written_migration_does_the_same(level: str) -> None:
    text = TEXT.replace("LEVEL", LEVELS[level])
    old, new = module(EXACT), module(text)
    space: dict[str, Any] = {}
    exec(written(compared(EXACT, text)), space)
    new.load_state_dict(space["migrate"](trained(old)))
    torch.testing.assert_close(new(*inputs()), old(*inputs()), rtol=0, atol=1e-11)
    start = {"learned": 0.1, "learned bound": 0.1, "bound": 0.1}[level]
    assert new.levels()["Rot"] == pytest.approx(start)


@pytest.mark.slow
def test_from_python_and_then_on_to_all_that_the_level_ends_at() -> None:
    text = TEXT.replace("LEVEL", LEVELS["learned bound"])
    old, new = module(EXACT), module(text)
    new.load_state_dict(migrate(EXACT, text, trained(old), model="M"))
    new.relax_to("Axial")
    torch.testing.assert_close(new(*inputs()), old(*inputs()), rtol=0, atol=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize("level", ["bound", "learned bound"])
def test_weights_under_a_level_are_kept_where_it_is_the_same(level: str) -> None:
    text = TEXT.replace("LEVEL", LEVELS[level])
    renamed = text.replace("h = ", "hidden = ").replace("(h", "(hidden").replace(" h", " hidden")
    renamed = renamed.replace("hiddenidden", "hidden")
    old, new = module(text), module(renamed)
    new.load_state_dict(migrate(text, renamed, trained(old)))
    torch.testing.assert_close(new(*inputs()), old(*inputs()), rtol=0, atol=1e-11)


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("bound", "prior", "had the levels Rot: breaking <= 0.1"),
        ("bound", "subgroup", "operands of its products broke symmetries"),
    ],
)
def test_weights_under_another_level_are_not_taken_for_its_own(
    old: str, new: str, why: str
) -> None:
    texts = [TEXT.replace("LEVEL", LEVELS[each]) for each in (old, new)]
    with pytest.raises(CompileError, match=why):
        migrate(texts[0], texts[1], trained(module(texts[0])))
