"""Fitted products are held against their bounds, and the rest of a model against its symmetry."""

from typing import Any

import pytest

from symc.compiler import understand
from symc.report import Source
from symc.verify import open_module
from symc.verify import verify as verified
from symc.verify.results import Check, ModelReport

pytestmark = pytest.mark.torch

PLAIN = """group Rot = O(3)
model Product(x: [Rot(3x0e + 3x1o)], y: [Rot(1x0e + 1x1o)]) -> [Rot(3x0e + 3x1o)] {
    h = linear(x -> [Rot(3x0e + 3x1o)])
    return tensor_product(h, y -> [Rot(3x0e + 3x1o)], OPTIONS, algorithm = cp(rank = 2))
}
"""

ALONG = """size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
model Conv(h: [Atoms, Rot(2x0e + 2x1o)], v: [Bonds, Rot], b: Bonds) -> [Atoms, Rot(2x1e + 2x1o)] {
    y = spherical_harmonics(v, 1)
    r = norm(v)
    m = tensor_product(gather(h at b.source), y -> [Bonds, Rot(2x1e + 2x1o)], OPTIONS,
                       algorithm = cp(rank = 3))
    return scatter(m to b.target)
}
"""

LEVELED = """group Rot = O(3)
model Product(x: 3 [Rot], y: [Rot]) -> 3 [] {
    symmetry Rot: breaking <= 0.1
    h = linear(x -> 3 [Rot])
    return tensor_product(h, y -> 3 [], algorithm = cp(rank = 2))
}
"""


def look(text: str, spoilt: float = 1.0) -> ModelReport:
    """What is found of a module whose tables are multiplied by a number."""
    opened: Any = open_module(understand(Source("spec.sym", text)), "spec.sym")
    made = opened.module._term_table
    opened.module._term_table = lambda *words: spoilt * made(*words)
    return verified(opened, "spec.sym", thorough="quick").models[0]


def fit_of(report: ModelReport) -> Check:
    (found,) = (each for each in report.checks if each.name.startswith("fit of"))
    return found


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    ("text", "options"),
    [
        (PLAIN, "mode = full"),
        (PLAIN, "mode = channelwise"),
        (PLAIN, "mode = channelwise, weights = none"),
        (ALONG, "mode = channelwise, weights = mlp(r, 4)"),
        (ALONG, "mode = full, weights = mlp(r, 4)"),
    ],
)
def test_a_fit_within_its_bound_is_no_failure(text: str, options: str) -> None:
    report = look(text.replace("OPTIONS", options))
    assert report.ok, [each for each in report.checks if not each.ok]
    assert "at most by" in fit_of(report).detail
    assert {each.group for each in report.errors} >= {"Rot, exact products"}


def test_a_fit_that_is_further_off_is_one() -> None:
    text = PLAIN.replace("OPTIONS", "mode = channelwise, weights = none")
    assert look(text).ok
    report = look(text, 1.5)
    assert not report.ok and fit_of(report).status == "failed"


def test_exact_products_are_what_they_are() -> None:
    text = PLAIN.replace("OPTIONS", "mode = full").replace("rank = 2", "rank = 3")
    report = look(text)
    assert report.ok and not any("fit" in each.name for each in report.checks)
    assert {each.group for each in report.errors} == {"Rot"}


@pytest.mark.slow
def test_a_layer_that_may_break_the_group_leaves_nothing_to_fits() -> None:
    """What is left without what breaks the group by name is 0, with exact products."""
    report = look(LEVELED)
    assert report.ok, report.checks
    (level,) = report.levels
    assert level.found is not None and level.found > 1e-3
    assert level.rest is not None and level.rest < 1e-8
    assert fit_of(report).ok
