"""Sound models of which some check can say nothing: it is skipped with the reason, not failed."""

import pytest

from symc.verify import verify
from tests.verify.test_verify import failed, opened

pytestmark = pytest.mark.torch

SPECS = {
    "two signs are none": (
        "group B = B(3)\nmodel M(x: [B.det, B.det]) -> [B.det, B.det] { return abs(x) }\n",
        "nothing is moved by its elements",
    ),
    "what is moved is not read": (
        "group U = SU(2)\nmodel M(x: 2 [U], y: [U.2] + 2 []) -> [] { return linear(y -> []) }\n",
        "no result depends on what its elements move",
    ),
    "a value twice": (
        "group A = A(4)\nmodel M(x: 3 [A]) -> [A, A] { return linear(x, x -> [A, A]) }\n",
        "adds up maps of one value",
    ),
    "a value twice within another": (
        "group A = A(4)\nmodel M(x: 3 [A]) -> [A] { return linear((x, x) -> [A]) }\n",
        "adds up maps of one value",
    ),
}


@pytest.mark.parametrize("name", SPECS)
def test_a_sound_model_passes_and_says_what_was_not_tried(name: str) -> None:
    text, why = SPECS[name]
    report = verify(opened(None, text), "m.sym", "m.py", thorough="quick")
    (model,) = report.models
    assert not failed(report)
    told = [each.skipped for each in model.controls]
    told += [check.detail for check in model.checks if check.status == "skipped"]
    assert any(why in each for each in told)


def test_a_module_that_reads_nothing_is_still_noticed() -> None:
    """Its spec reads what is moved."""
    text = "group R = O(3)\nmodel M(x: 2 [R]) -> [] { return linear(norm(x) -> []) }\n"
    broken = opened(("        return ", "        return 0 * "), text)
    names = failed(verify(broken, "m.sym", "m.py", thorough="quick"))
    assert {"control", "variance"} <= names
