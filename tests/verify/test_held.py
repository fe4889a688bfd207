"""What a module holds and what bounds it derives are a fresh module's, where no result tells."""

import pytest

from symc.verify import subject
from symc.verify.agreement import agreement, compared
from tests.verify.test_verify import opened

pytestmark = pytest.mark.torch

SPEC = """\
symc 1
group R = O(3)
model M(x: 4 [R], w: 3 []) -> [R] {
    symmetry R: breaking <= 0.3
    h = gate(linear(x, w -> 4 [R] + 2 []))
    return linear(h -> [R])
}
"""


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (None, None),
        (('(("h_linear_total_r",', '(("h_gates_total_r",'), "data: band_parameters"),
        (("total + (0.0 if bias is None", "total - (0.0 if bias is None"), "bounds: values"),
        (('"gate", ("h_linear_r",', '"each", ("h_linear_r",'), "data: certified"),
        (("defect = record[0] * before.defect", "defect = before.defect"), "bounds: joint"),
    ],
)
def test_data_and_bounds(change: tuple[str, str] | None, told: str | None) -> None:
    held = opened(change, SPEC)
    (model,) = held.meaning.models
    problem = agreement(held, model, subject(held, model).sizes)
    assert problem is None if told is None else (problem or "").startswith(told), problem


def test_both_are_compared_by_name() -> None:
    assert {"data", "bounds"} <= {name for name, _ in compared()}
