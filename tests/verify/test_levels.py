"""What verify says of models whose symmetries are not all exact, and what it notices."""

from typing import Any

import pytest
import torch

from symc.compiler import understand
from symc.report import Source
from symc.verify import GroupLevel, ModelReport, open_module, verify
from symc.verify.loading import Opened

pytestmark = pytest.mark.torch

SPEC = """
size n
group Points = S(n)
group Rot = O(3)
group Axial = stabilizer(Rot, [0, 0, 1])
group Perm = S(3)
group Boost = SO(1, 3)
"""
MODELS = {
    "Bound": ("3 [Rot]", "4 [] + 3 [Rot]", "symmetry Rot: breaking <= 0.1"),
    "Haar": ("3 [Rot]", "4 [] + 3 [Rot]", "symmetry Rot: breaking <= 0.1 haar"),
    "Rate": ("3 [Rot]", "4 [] + 3 [Rot]", "symmetry Rot: breaking <= 0.1 rate"),
    "Prior": ("3 [Rot]", "4 [] + 3 [Rot]", "symmetry Rot: breaking ~ 0.1"),
    "Sub": ("3 [Rot]", "4 [] + 3 [Rot]", "symmetry Rot: breaking learned <= 0.5 to Axial"),
    "Cloud": ("3 [Points, Rot]", "4 [] + 3 [Points, Rot]", "symmetry Rot: breaking <= 0.2"),
    "One": (
        "3 [Perm, Rot]",
        "4 [Perm] + 3 [Perm, Rot]",
        "symmetry Rot: breaking <= 0.1; symmetry Perm: breaking learned <= 0.3",
    ),
    "Other": (
        "3 [Rot, Perm]",
        "4 [Perm] + 3 [Perm, Rot]",
        "symmetry Perm: breaking <= 0.1; symmetry Rot: breaking <= 0.3",
    ),
    "Both": (
        "3 [Rot]",
        "4 [] + 3 [Rot]",
        "symmetry Rot: breaking learned; symmetry Axial: breaking learned",
    ),
}


def opened(name: str) -> Opened:
    """A model of two layers with a gate, compiled."""
    argument, hidden, level = MODELS[name]
    text = f"""{SPEC}
model {name}(x: {argument}, m: 2 []) -> 2 [Rot] {{
    {level}
    return linear(gate(linear(x, m -> {hidden})) -> 2 [Rot])
}}
"""
    return open_module(understand(Source("levels.sym", text)), "levels.sym")


def report(found: Opened) -> ModelReport:
    """What quick looks find."""
    return verify(found, "levels.sym", thorough="quick").models[0]


def level(found: Opened, group: str = "Rot") -> GroupLevel:
    """What is found of one group."""
    return next(each for each in report(found).levels if each.group == group)


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", MODELS)
def test_sound_models_keep_what_they_promise(name: str) -> None:
    found = report(opened(name))
    assert all(each.ok for each in found.levels)
    assert found.ok and found.levels
    for each in found.levels:
        assert each.found is not None and each.certified is not None
        assert 1e-3 < each.found <= each.certified
        assert 0 < each.energy < 1
        assert all(layer.energy >= 0 for layer in each.layers)
        if each.rest is not None:
            assert each.rest < 1e-12
        if each.group in ("Rot", "Axial"):
            assert each.lie is not None and each.lie > 1e-3
            assert all(layer.lie is not None and layer.lie > 0 for layer in each.layers)


@pytest.mark.slow
def test_a_subgroup_that_is_kept_is_measured_as_exact() -> None:
    found = report(opened("Sub"))
    (errors,) = (each for each in found.errors if each.group == "Axial")
    assert errors.ok and errors.distribution.values


def test_a_bound_that_is_not_kept_fails_in_every_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened("Bound")
    module: Any = found.module
    monkeypatch.setattr(
        module._Bounded, "_limits", lambda self, layer, exact, bands: [1.5 for _ in bands]
    )
    seen = level(found)
    assert not seen.ok
    assert all(each.ratio > each.amount for each in seen.layers if not each.ok)
    assert not report(found).ok


@pytest.mark.slow
def test_bands_under_the_name_of_another_group_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened("One")
    module: Any = found.module
    made = module.One.__init__

    def mistaken(self: Any, **options: Any) -> None:
        made(self, **options)
        for layer in self.graded.values():
            layer.bands = tuple(tuple(1 - i for i in breaks) for breaks in layer.bands)

    monkeypatch.setattr(module.One, "__init__", mistaken)
    seen = level(found)
    assert seen.rest is not None and seen.rest > 1e-3
    assert not seen.ok


def test_a_certificate_that_is_too_small_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened("Bound")
    module: Any = found.module
    monkeypatch.setattr(
        module._Certified, "certificate", lambda self, group=None: {"bound": 1e-3, "layers": {}}
    )
    assert not level(found).ok


def test_a_subgroup_that_is_not_kept_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened("Sub")
    module: Any = found.module
    forward = module.Sub.forward

    def tilted(self: Any, x: Any, m: Any) -> Any:
        return forward(self, x, m) + torch.ones(3, 1)

    monkeypatch.setattr(module.Sub, "forward", tilted)
    assert not report(found).ok


@pytest.mark.slow
def test_findings_are_plain_data() -> None:
    found: Any = report(opened("Prior")).to_json()
    (seen,) = found["levels"]
    assert {"group", "level", "certified", "found", "lie", "energy", "layers", "ok"} <= set(seen)
    assert {"layer", "ratio", "amount", "energy", "lie"} <= set(seen["layers"][0])


def test_nothing_is_certified_of_boosts_without_a_range() -> None:
    text = f"""{SPEC}
model M(x: 3 [Boost]) -> 2 [Boost] {{
    symmetry Boost: breaking ~ 0.1
    return linear(x -> same)
}}
"""
    text = text.replace("x -> same", "x -> 2 [Boost]")
    found = open_module(understand(Source("levels.sym", text)), "levels.sym")
    (seen,) = report(found).levels
    assert seen.ok and seen.found is None and seen.why
    assert seen.to_json()["certified"] is None
