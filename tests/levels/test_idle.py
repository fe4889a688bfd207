"""Products of values of which only some can break the symmetry that has a level."""

import pytest
import torch

from tests.oracle.modules import build, call, draw, equivariance_error

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("groups", "argument", "level"),
    [
        ("group G = C(5); group H = Sp(2)", "[G] + 2 [H]", "breaking ~ 0.1"),
        ("group G = C(5); group H = Sp(2)", "2 [G] + 2 [H]", "breaking learned"),
        ("group G = O(3)", "[G.0o]", "breaking learned <= 0.2"),
        ("group G = O(3)", "[G.0o] + []", "breaking <= 0.2"),
    ],
)
def test_parts_that_nothing_can_break_are_left_alone(
    groups: str, argument: str, level: str
) -> None:
    made = build(f"""{groups}
model M(x: {argument}) -> 2 [] {{
    symmetry G: {level}
    return linear(bilinear(x, x -> 2 []) -> 2 [])
}}
""")
    net = made.net()
    values = draw(made.model, {}, (3,))
    before = call(made.model, net, values)[0]
    assert bool(torch.isfinite(before).all())
    assert net.certificate()["bound"] < float("inf")  # type: ignore[operator]
    net.snap_()  # type: ignore[operator]
    assert equivariance_error(made.model, net, {}) < 1e-10
    after = call(made.model, net, values)[0]
    nothing = argument == "[G.0o]"
    assert (float((before - after).detach().abs().max()) < 1e-12) is nothing
