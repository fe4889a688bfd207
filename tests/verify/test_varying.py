"""What verify says of weights that vary over groups, and what it notices."""

from typing import Any

import pytest

from symc.compiler import understand
from symc.report import Source
from symc.verify import GroupLevel, open_module, verify
from symc.verify.loading import Opened

pytestmark = pytest.mark.torch

SPEC = """
group Turn = D(4)
group Rot = SO(3)
model M(x: 2 [Turn.regular, Rot], y: 2 [Turn.1]) -> [Turn, Rot] + [Turn] {
    h = norm_act(linear(x, y -> 3 [Turn.regular, Rot] + 2 [Turn.1]  + 2 [Turn], relaxed = 2), silu)
    return linear(h -> [Turn, Rot] + [Turn], relaxed = 1)
}
"""


def opened() -> Opened:
    """Two relaxed layers, compiled."""
    return open_module(understand(Source("varying.sym", SPEC)), "varying.sym")


def turn(found: Opened) -> GroupLevel:
    """What is found of the group that weights vary over."""
    (level,) = verify(found, "varying.sym", thorough="quick").models[0].levels
    return level


def test_a_sound_model_is_broken_on_purpose_and_within_its_certificate() -> None:
    report = verify(opened(), "varying.sym", thorough="quick").models[0]
    (level,) = report.levels
    assert report.ok and level.ok and level.level == "relaxed, rank 2"
    assert level.found is not None and level.certified is not None and level.rest is not None
    assert 1e-3 < level.found <= level.certified and level.rest < 1e-12
    assert [layer.layer for layer in level.layers] == ["h_linear", "out"]
    assert all(0 < layer.energy < 1 for layer in level.layers)
    assert {errors.group for errors in report.errors} == {"Rot"}


@pytest.mark.slow
def test_a_certificate_that_is_too_small_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened()
    module: Any = found.module
    monkeypatch.setattr(module._Relaxed, "_varied_by", lambda self, over, group, change: (1.0, 0.0))
    assert not turn(found).ok


def test_an_exact_part_that_is_not_exact_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened()
    module: Any = found.module
    parts = module.M._out_parts

    def tilted(self: Any, bands: bool = True) -> Any:
        ((first, *rest), *more) = parts(self, bands)
        changed = first.clone()
        changed[0] = changed[0] + 1
        return ((changed, *rest), *more)

    monkeypatch.setattr(module.M, "_out_parts", tilted)
    assert not turn(found).ok


@pytest.mark.slow
def test_bounds_of_other_layers_are_held_against_what_is_found() -> None:
    text = """
group Turn = C(4)
model Mixed(x: [Turn.regular]) -> [Turn.regular] {
    h = tanh(linear(x -> 2 [Turn.regular])) with Turn: breaking <= 0.1
    g = tanh(linear(h -> 2 [Turn.regular])) with Turn: breaking learned
    return linear(g -> [Turn.regular], relaxed = 1)
}
"""
    found = open_module(understand(Source("mixed.sym", text)), "mixed.sym")
    level = turn(found)
    assert level.ok and level.level == "breaking <= 0.1; breaking learned; relaxed, rank 1"
    assert [layer.is_bound for layer in level.layers] == [True, False, False]
    assert all(layer.ratio > 0 for layer in level.layers)
    net: Any = found.fresh.Mixed()
    assert net.levels() == {"Turn": "relaxed, rank 1"}
    assert set(net.dual_step(0.1)) == {"Turn"}
